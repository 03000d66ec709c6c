<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>tempera::ui</name>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n epochs</source>
        <translation>
            <numerusform>%n epoch</numerusform>
            <numerusform>%n epochs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n prompts</source>
        <translation>
            <numerusform>%n prompt</numerusform>
            <numerusform>%n prompts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tempera::ui::BlindView</name>
    <message numerus="yes">
        <source>%n choices made before.</source>
        <translation>
            <numerusform>%n choice made before.</numerusform>
            <numerusform>%n choices made before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures to judge. %1</source>
        <translation>
            <numerusform>%n picture to judge. %1</numerusform>
            <numerusform>%n pictures to judge. %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tempera::ui::EqualRewardModel</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: mean and sample deviation of %n runs</source>
        <translation>
            <numerusform>%1: mean and sample deviation of %n run</numerusform>
            <numerusform>%1: mean and sample deviation of %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tempera::ui::LogPage</name>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
</TS>
