<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>RunQuery</name>
    <message>
        <source>There is no key “%1”; the nearest is %2.</source>
        <translation>Es gibt keinen Schlüssel „%1“; am nächsten kommt %2.</translation>
    </message>
    <message>
        <source>“%1” is several keys: %2.</source>
        <translation>„%1“ passt zu mehreren Schlüsseln: %2.</translation>
    </message>
    <message>
        <source>After “%1” comes %2.</source>
        <translation>Nach „%1“ kommt %2.</translation>
    </message>
    <message>
        <source>“%1” is compared with %2, and “%3” is none.</source>
        <translation>Zu „%1“ gehört %2; „%3“ passt nicht.</translation>
    </message>
    <message>
        <source>Only one number can be compared by size.</source>
        <translation>Nur eine einzelne Zahl lässt sich der Größe nach vergleichen.</translation>
    </message>
    <message>
        <source>“%1” is a word: use “:” (contains) or “=” (is).</source>
        <translation>„%1“ ist ein Wort: Verwenden Sie „:“ (enthält) oder „=“ (ist gleich).</translation>
    </message>
    <message>
        <source>Nothing comes after “%1”; “%1:” alone finds runs that have any.</source>
        <translation>Nach „%1“ kommt nichts; „%1:“ allein findet Läufe, die überhaupt einen Wert haben.</translation>
    </message>
    <message>
        <source>“%1” is true or false.</source>
        <translation>„%1“ ist true oder false.</translation>
    </message>
</context>
<context>
    <name>tempera::ui</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>%1 days ago</source>
        <translation>vor %1 Tagen</translation>
    </message>
    <message>
        <source>ends about %1</source>
        <translation>fertig gegen %1</translation>
    </message>
    <message>
        <source>ends about %1 %2</source>
        <translation>fertig etwa %1 %2</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>Rewards</source>
        <translation>Rewards</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Critic</source>
        <translation>Kritiker</translation>
    </message>
    <message>
        <source>Neurons</source>
        <translation>Neuronen</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Aufwand</translation>
    </message>
    <message>
        <source>solid: fixed pictures, dotted: training pictures</source>
        <translation>durchgezogen: feste Bilder, gepunktet: Trainingsbilder</translation>
    </message>
    <message>
        <source>Ratio noise</source>
        <translation>Rauschen der Ratio</translation>
    </message>
    <message>
        <source>Training reward</source>
        <translation>Trainings-Reward</translation>
    </message>
    <message>
        <source>Gold judge</source>
        <translation>Gold-Richter</translation>
    </message>
    <message>
        <source>Reward gain, standard errors</source>
        <translation>Reward-Gewinn, Standardfehler</translation>
    </message>
    <message>
        <source>Dormant neurons</source>
        <translation>Ruhende Neuronen</translation>
    </message>
    <message>
        <source>Explained variance of the critic</source>
        <translation>Erklärte Varianz des Kritikers</translation>
    </message>
    <message>
        <source>Critic loss</source>
        <translation>Verlust des Kritikers</translation>
    </message>
    <message>
        <source>Approximate KL divergence</source>
        <translation>Genäherte KL-Divergenz</translation>
    </message>
    <message>
        <source>Clip fraction of the policy</source>
        <translation>Clip Fraction der Strategie</translation>
    </message>
    <message>
        <source>Pairs that the flipper turns</source>
        <translation>Paare, die der Umkehrer dreht</translation>
    </message>
    <message>
        <source>Fit of the winners, against the reference</source>
        <translation>Güte der Gewinner gegenüber der Referenz</translation>
    </message>
    <message>
        <source>Diversity of the pictures of a prompt</source>
        <translation>Vielfalt der Bilder eines Prompts</translation>
    </message>
    <message>
        <source>Spread of the training reward</source>
        <translation>Streuung des Trainings-Rewards</translation>
    </message>
    <message>
        <source>Policy loss</source>
        <translation>Verlust der Strategie</translation>
    </message>
    <message>
        <source>Gradient norm of the policy</source>
        <translation>Gradientennorm der Strategie</translation>
    </message>
    <message>
        <source>Spread of the advantage</source>
        <translation>Streuung der Advantage</translation>
    </message>
    <message>
        <source>Clip fraction of the critic</source>
        <translation>Clip Fraction des Kritikers</translation>
    </message>
    <message>
        <source>Gradient norm of the critic</source>
        <translation>Gradientennorm des Kritikers</translation>
    </message>
    <message>
        <source>Dormant neurons that were dormant before</source>
        <translation>Ruhende Neuronen, die schon vorher ruhten</translation>
    </message>
    <message>
        <source>Neurons reset</source>
        <translation>Zurückgesetzte Neuronen</translation>
    </message>
    <message>
        <source>Time of an epoch</source>
        <translation>Dauer einer Epoche</translation>
    </message>
    <message>
        <source>Memory of the worker</source>
        <translation>Speicher des Workers</translation>
    </message>
    <message>
        <source>Judge %1</source>
        <translation>Richter %1</translation>
    </message>
    <message>
        <source>%1 on unseen prompts</source>
        <translation>%1 bei ungesehenen Prompts</translation>
    </message>
    <message>
        <source>mean of the other judges</source>
        <translation>Mittel der anderen Richter</translation>
    </message>
    <message>
        <source>gold</source>
        <translation>Gold</translation>
    </message>
    <message>
        <source>band: standard deviation</source>
        <translation>Band: Standardabweichung</translation>
    </message>
    <message>
        <source>band: standard error</source>
        <translation>Band: Standardfehler</translation>
    </message>
    <message>
        <source>band: 95 % confidence interval of the mean</source>
        <translation>Band: 95-%-Konfidenzintervall des Mittels</translation>
    </message>
    <message>
        <source>band: smallest to largest</source>
        <translation>Band: kleinster bis größter Wert</translation>
    </message>
    <message>
        <source>faint: single runs</source>
        <translation>blass: einzelne Läufe</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>optimizer step</source>
        <translation>Optimierungsschritt</translation>
    </message>
    <message>
        <source>reward queries</source>
        <translation>Reward-Abfragen</translation>
    </message>
    <message>
        <source>time since the start, min</source>
        <translation>Zeit seit dem Start, min</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>a range of this setting needs its step: “%1..%2 step …”, or “times …” to multiply</source>
        <translation>ein Bereich dieser Einstellung braucht eine Schrittweite: „%1..%2 step …“ oder zum Vervielfachen „times …“</translation>
    </message>
    <message>
        <source>a range goes up: from a smaller to a larger number</source>
        <translation>ein Bereich steigt an: von einer kleineren zu einer größeren Zahl</translation>
    </message>
    <message>
        <source>that is more than %1 values</source>
        <translation>das sind mehr als %1 Werte</translation>
    </message>
    <message>
        <source>Choose a setting.</source>
        <translation>Wählen Sie eine Einstellung.</translation>
    </message>
    <message>
        <source>This setting varies above already.</source>
        <translation>Diese Einstellung wird weiter oben schon verändert.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Trained reward</source>
        <translation>Trainierter Reward</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>Hash of the base model</source>
        <translation>Hash des Grundmodells</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Hash of the configuration</source>
        <translation>Hash der Konfiguration</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Anläufe</translation>
    </message>
    <message>
        <source>Black or white</source>
        <translation>Schwarz oder Weiß</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Vermillion</source>
        <translation>Zinnober</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Purpur</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>Himmelblau</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>%1, dashed</source>
        <translation>%1, gestrichelt</translation>
    </message>
    <message>
        <source>a time such as 90s, 20m or 2h</source>
        <translation>eine Zeit wie 90s, 20m oder 2h</translation>
    </message>
    <message>
        <source>a size such as 500M or 2G</source>
        <translation>eine Größe wie 500M oder 2G</translation>
    </message>
    <message>
        <source>a day such as 2026-01-31, or an age such as 7d</source>
        <translation>ein Datum wie 2026-01-31 oder ein Alter wie 7d</translation>
    </message>
    <message>
        <source>a number such as 12 or 1e-4</source>
        <translation>eine Zahl wie 12 oder 1e-4</translation>
    </message>
    <message>
        <source>diversity %1</source>
        <translation>Vielfalt %1</translation>
    </message>
    <message>
        <source>Choose a run on the left to see its pictures.</source>
        <translation>Wählen Sie links einen Lauf, um seine Bilder zu sehen.</translation>
    </message>
    <message>
        <source>Training pictures have other prompts at each epoch. The strip shows fixed or unseen ones.</source>
        <translation>Trainingsbilder haben in jeder Epoche andere Prompts. Der Zeitstreifen zeigt feste oder ungesehene.</translation>
    </message>
    <message>
        <source>This run was not evaluated on unseen prompts.</source>
        <translation>Dieser Lauf wurde nicht mit ungesehenen Prompts ausgewertet.</translation>
    </message>
    <message>
        <source>The first pictures appear here when they are made.</source>
        <translation>Die ersten Bilder erscheinen hier, sobald sie gemacht sind.</translation>
    </message>
    <message>
        <source>This run has no pictures of this kind.</source>
        <translation>Dieser Lauf hat keine Bilder dieser Art.</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>mean %1 %2</source>
        <translation>Mittel %1 %2</translation>
    </message>
    <message>
        <source>the latest with pictures up to epoch %1</source>
        <translation>die neueste mit Bildern bis Epoche %1</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>wird gelesen …</translation>
    </message>
    <message>
        <source>%1 is not there, where %2 is to be read from.</source>
        <translation>%1 fehlt; daraus soll %2 gelesen werden.</translation>
    </message>
    <message>
        <source>The weights of %1 have not been made: run tempera-run pretrain.</source>
        <translation>Die Gewichte von %1 wurden noch nicht erzeugt: Führen Sie tempera-run pretrain aus.</translation>
    </message>
    <message>
        <source>The weights of %1 are looked for in %2, where nothing is.</source>
        <translation>Die Gewichte von %1 werden in %2 gesucht, aber dort ist nichts.</translation>
    </message>
    <message>
        <source>There is no base model %1.</source>
        <translation>Es gibt kein Grundmodell %1.</translation>
    </message>
    <message>
        <source>There is no prompt list %1.</source>
        <translation>Es gibt keine Promptliste %1.</translation>
    </message>
    <message>
        <source>There is no folder %1 of winning pictures.</source>
        <translation>Es gibt keinen Ordner %1 mit Gewinnerbildern.</translation>
    </message>
    <message>
        <source>The worker program tempera-run was not found</source>
        <translation>Das Worker-Programm tempera-run wurde nicht gefunden</translation>
    </message>
    <message>
        <source>build it, or set TEMPERA_RUN to its path</source>
        <translation>bauen Sie es oder setzen Sie TEMPERA_RUN auf seinen Pfad</translation>
    </message>
    <message>
        <source>The worker program could not be started</source>
        <translation>Das Worker-Programm konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>check that it may be executed</source>
        <translation>prüfen Sie, ob es ausgeführt werden darf</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>nicht festgehalten</translation>
    </message>
    <message>
        <source>Started with</source>
        <translation>Gestartet mit</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n epochs</source>
        <translation>
            <numerusform>%n Epoche</numerusform>
            <numerusform>%n Epochen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n prompts</source>
        <translation>
            <numerusform>%n Prompt</numerusform>
            <numerusform>%n Prompts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tempera::ui::AboutDialog</name>
    <message>
        <source>About Tempera</source>
        <translation>Über Tempera</translation>
    </message>
    <message>
        <source>Fine-tunes diffusion models on rewards, and shows what happens to the pictures, the judges and the neurons on the way.</source>
        <translation>Stimmt Diffusionsmodelle auf Rewards fein ab und zeigt, was unterwegs mit den Bildern, den Richtern und den Neuronen geschieht.</translation>
    </message>
    <message>
        <source>Free software under the &lt;a href=&quot;https://www.gnu.org/licenses/gpl-3.0.html&quot;&gt;GNU General Public License&lt;/a&gt;, version 3 or later. It comes without any warranty.</source>
        <translation>Freie Software unter der &lt;a href=&quot;https://www.gnu.org/licenses/gpl-3.0.html&quot;&gt;GNU General Public License&lt;/a&gt;, Version 3 oder später. Sie kommt ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>Versionen kopieren</translation>
    </message>
    <message>
        <source>Window: tempera %1, Qt %2, QCustomPlot %3</source>
        <translation>Fenster: tempera %1, Qt %2, QCustomPlot %3</translation>
    </message>
    <message>
        <source>Store: %1</source>
        <translation>Speicher: %1</translation>
    </message>
    <message>
        <source>Worker: %1</source>
        <translation>Worker: %1</translation>
    </message>
    <message>
        <source>System: %1, %2</source>
        <translation>System: %1, %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::Actions</name>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>&amp;Pages</source>
        <translation>&amp;Seiten</translation>
    </message>
    <message>
        <source>&amp;New Run…</source>
        <translation>&amp;Neuer Lauf …</translation>
    </message>
    <message>
        <source>Start a run from a preset</source>
        <translation>Einen Lauf aus einer Vorlage starten</translation>
    </message>
    <message>
        <source>&amp;Open Workspace…</source>
        <translation>Arbeitsbereich &amp;öffnen …</translation>
    </message>
    <message>
        <source>Open another folder of runs</source>
        <translation>Einen anderen Ordner mit Läufen öffnen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Close the window; runs go on</source>
        <translation>Das Fenster schließen; Läufe gehen weiter</translation>
    </message>
    <message>
        <source>&amp;Filter Runs</source>
        <translation>Läufe &amp;filtern</translation>
    </message>
    <message>
        <source>Type to find runs</source>
        <translation>Tippen, um Läufe zu finden</translation>
    </message>
    <message>
        <source>&amp;Rename Run</source>
        <translation>Lauf &amp;umbenennen</translation>
    </message>
    <message>
        <source>Give the run another name</source>
        <translation>Dem Lauf einen anderen Namen geben</translation>
    </message>
    <message>
        <source>Move Run to &amp;Group…</source>
        <translation>Lauf in Gruppe vers&amp;chieben …</translation>
    </message>
    <message>
        <source>Groups are yours to name; without one a run stands under its method</source>
        <translation>Gruppen benennen Sie selbst; ohne Gruppe steht ein Lauf unter seinem Verfahren</translation>
    </message>
    <message>
        <source>&amp;Copy Run Id</source>
        <translation>Lauf-&amp;Kennung kopieren</translation>
    </message>
    <message>
        <source>The id that tempera-run understands</source>
        <translation>Die Kennung, die tempera-run versteht</translation>
    </message>
    <message>
        <source>Move Run to &amp;Trash</source>
        <translation>Lauf in den &amp;Papierkorb</translation>
    </message>
    <message>
        <source>Can be undone</source>
        <translation>Lässt sich rückgängig machen</translation>
    </message>
    <message>
        <source>Pre&amp;ferences…</source>
        <translation>Eins&amp;tellungen …</translation>
    </message>
    <message>
        <source>How the window looks and what it does by itself</source>
        <translation>Wie das Fenster aussieht und was es von selbst tut</translation>
    </message>
    <message>
        <source>&amp;Go to Anything…</source>
        <translation>&amp;Gehe zu …</translation>
    </message>
    <message>
        <source>Find a run, a page or a command by name</source>
        <translation>Einen Lauf, eine Seite oder einen Befehl nach Namen finden</translation>
    </message>
    <message>
        <source>&amp;Runs Panel</source>
        <translation>Lä&amp;ufe-Leiste</translation>
    </message>
    <message>
        <source>Show or hide the left side</source>
        <translation>Die linke Seite zeigen oder verbergen</translation>
    </message>
    <message>
        <source>&amp;Previous Epoch</source>
        <translation>&amp;Vorige Epoche</translation>
    </message>
    <message>
        <source>One epoch back</source>
        <translation>Eine Epoche zurück</translation>
    </message>
    <message>
        <source>&amp;Next Epoch</source>
        <translation>&amp;Nächste Epoche</translation>
    </message>
    <message>
        <source>One epoch on</source>
        <translation>Eine Epoche weiter</translation>
    </message>
    <message>
        <source>&amp;First Epoch</source>
        <translation>&amp;Erste Epoche</translation>
    </message>
    <message>
        <source>Before training</source>
        <translation>Vor dem Training</translation>
    </message>
    <message>
        <source>&amp;Last Epoch</source>
        <translation>&amp;Letzte Epoche</translation>
    </message>
    <message>
        <source>The newest epoch</source>
        <translation>Die neueste Epoche</translation>
    </message>
    <message>
        <source>Follow &amp;Live</source>
        <translation>&amp;Mitlaufen</translation>
    </message>
    <message>
        <source>Stay at the newest epoch while the run goes on</source>
        <translation>Bei der neuesten Epoche bleiben, solange der Lauf weitergeht</translation>
    </message>
    <message>
        <source>Like the &amp;System</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>F&amp;ull Screen</source>
        <translation>V&amp;ollbild</translation>
    </message>
    <message>
        <source>Restore &amp;Default Layout</source>
        <translation>&amp;Anfängliche Anordnung</translation>
    </message>
    <message>
        <source>Sizes and places as they were at first</source>
        <translation>Größen und Plätze wie am Anfang</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>Hold the run; its worker keeps the model in memory</source>
        <translation>Den Lauf anhalten; sein Worker behält das Modell im Speicher</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>End the run after this step, with a checkpoint</source>
        <translation>Den Lauf nach diesem Schritt beenden, mit Checkpoint</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Go on: after a pause, or from the last checkpoint</source>
        <translation>Weitermachen: nach einer Pause oder ab dem letzten Checkpoint</translation>
    </message>
    <message>
        <source>Save &amp;Checkpoint Now</source>
        <translation>&amp;Checkpoint jetzt speichern</translation>
    </message>
    <message>
        <source>Make Pictures &amp;Now</source>
        <translation>Jetzt Bilder &amp;machen</translation>
    </message>
    <message>
        <source>Open Run &amp;Folder</source>
        <translation>&amp;Ordner des Laufs öffnen</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Tempera</source>
        <translation>Ü&amp;ber Tempera</translation>
    </message>
    <message>
        <source>About &amp;Qt</source>
        <translation>Über &amp;Qt</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Find on &amp;Page</source>
        <translation>Auf der &amp;Seite suchen</translation>
    </message>
    <message>
        <source>Search in what the open page shows</source>
        <translation>In dem suchen, was die offene Seite zeigt</translation>
    </message>
    <message>
        <source>List of R&amp;uns</source>
        <translation>Liste de&amp;r Läufe</translation>
    </message>
    <message>
        <source>&amp;Colour</source>
        <translation>Farb&amp;e</translation>
    </message>
    <message>
        <source>&amp;Export Report…</source>
        <translation>Be&amp;richt exportieren …</translation>
    </message>
    <message>
        <source>One HTML or PDF file about the selected runs</source>
        <translation>Eine HTML- oder PDF-Datei über die gewählten Läufe</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Edit &amp;Tags…</source>
        <translation>Sch&amp;lagwörter bearbeiten …</translation>
    </message>
    <message>
        <source>Tags of the selected runs</source>
        <translation>Schlagwörter der gewählten Läufe</translation>
    </message>
    <message>
        <source>&amp;Write Notes</source>
        <translation>&amp;Notizen schreiben</translation>
    </message>
    <message>
        <source>Notes of the current run; they are saved as you type</source>
        <translation>Notizen zum aktuellen Lauf; sie werden beim Tippen gespeichert</translation>
    </message>
    <message>
        <source>A&amp;dd a Line to Notes…</source>
        <translation>&amp;Zeile an Notizen anfügen …</translation>
    </message>
    <message>
        <source>The same line for every selected run</source>
        <translation>Dieselbe Zeile für jeden gewählten Lauf</translation>
    </message>
    <message>
        <source>Fa&amp;vourite</source>
        <translation>Fa&amp;vorit</translation>
    </message>
    <message>
        <source>Star the selected runs, or take the star away</source>
        <translation>Die gewählten Läufe mit einem Stern versehen oder ihn entfernen</translation>
    </message>
    <message>
        <source>Copy as Co&amp;mmand</source>
        <translation>Als &amp;Befehl kopieren</translation>
    </message>
    <message>
        <source>The command line that trains the same configuration again</source>
        <translation>Die Befehlszeile, die dieselbe Konfiguration noch einmal trainiert</translation>
    </message>
    <message>
        <source>Copy Reprod&amp;uce Card</source>
        <translation>Repro&amp;duktionskarte kopieren</translation>
    </message>
    <message>
        <source>What one needs to make the run again: versions, hashes, seed, command</source>
        <translation>Was man braucht, um den Lauf zu wiederholen: Versionen, Hashes, Seed, Befehl</translation>
    </message>
    <message>
        <source>Tras&amp;h…</source>
        <translation>Papierk&amp;orb …</translation>
    </message>
    <message>
        <source>Restore runs, or empty the trash</source>
        <translation>Läufe wiederherstellen oder den Papierkorb leeren</translation>
    </message>
    <message>
        <source>&amp;Recovery Centre</source>
        <translation>&amp;Wiederherstellung</translation>
    </message>
    <message>
        <source>Runs whose workers vanished: resume them or mark them as ended</source>
        <translation>Läufe, deren Worker verschwunden ist: fortsetzen oder als beendet markieren</translation>
    </message>
    <message>
        <source>Export Timestep &amp;Map…</source>
        <translation>Zei&amp;tschrittkarte exportieren …</translation>
    </message>
    <message>
        <source>The map of the page Timesteps as picture, drawing or numbers</source>
        <translation>Die Karte der Seite Zeitschritte als Bild, Zeichnung oder Zahlen</translation>
    </message>
    <message>
        <source>&amp;Export LoRA…</source>
        <translation>&amp;LoRA exportieren …</translation>
    </message>
    <message>
        <source>Write the weights of an epoch for another program</source>
        <translation>Die Gewichte einer Epoche für ein anderes Programm schreiben</translation>
    </message>
    <message>
        <source>New Run &amp;Like This…</source>
        <translation>&amp;Neuer Lauf wie dieser …</translation>
    </message>
    <message>
        <source>Prepare a run with the configuration of this one</source>
        <translation>Einen Lauf mit der Konfiguration dieses Laufs vorbereiten</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>Show the runs that wait for their turn</source>
        <translation>Die Läufe zeigen, die auf ihren Start warten</translation>
    </message>
    <message>
        <source>&amp;Pause Queue</source>
        <translation>Warteschlange &amp;anhalten</translation>
    </message>
    <message>
        <source>Start nothing more; what runs goes on</source>
        <translation>Nichts Neues starten; was läuft, läuft weiter</translation>
    </message>
    <message>
        <source>Move &amp;Up in Queue</source>
        <translation>In der Warteschlange nach &amp;oben</translation>
    </message>
    <message>
        <source>Let it start earlier</source>
        <translation>Früher starten lassen</translation>
    </message>
    <message>
        <source>Move &amp;Down in Queue</source>
        <translation>In der Warteschlange nach &amp;unten</translation>
    </message>
    <message>
        <source>Let it start later</source>
        <translation>Später starten lassen</translation>
    </message>
    <message>
        <source>&amp;Remove from Queue</source>
        <translation>Aus der Warteschlange &amp;entfernen</translation>
    </message>
    <message>
        <source>What has been started keeps its run; what runs stays</source>
        <translation>Was gestartet wurde, behält seinen Lauf; was läuft, bleibt</translation>
    </message>
    <message>
        <source>Queue &amp;Again</source>
        <translation>E&amp;rneut einreihen</translation>
    </message>
    <message>
        <source>A new run with the same configuration</source>
        <translation>Ein neuer Lauf mit derselben Konfiguration</translation>
    </message>
    <message>
        <source>&amp;Clear Ended and Failed</source>
        <translation>&amp;Beendete und Gescheiterte entfernen</translation>
    </message>
    <message>
        <source>Take what is over out of the queue</source>
        <translation>Aus der Warteschlange nehmen, was vorbei ist</translation>
    </message>
    <message>
        <source>Copy Pict&amp;ure</source>
        <translation>B&amp;ild kopieren</translation>
    </message>
    <message>
        <source>The chosen picture in full resolution</source>
        <translation>Das gewählte Bild in voller Auflösung</translation>
    </message>
    <message>
        <source>Copy Pro&amp;mpt</source>
        <translation>Pro&amp;mpt kopieren</translation>
    </message>
    <message>
        <source>The prompt of the chosen picture</source>
        <translation>Der Prompt des gewählten Bildes</translation>
    </message>
    <message>
        <source>Open &amp;Picture</source>
        <translation>B&amp;ild öffnen</translation>
    </message>
    <message>
        <source>With the program for pictures of the desktop</source>
        <translation>Mit dem Bildprogramm des Desktops</translation>
    </message>
    <message>
        <source>Show Picture in Fol&amp;der</source>
        <translation>Bild im Or&amp;dner zeigen</translation>
    </message>
    <message>
        <source>Export Contact &amp;Sheet…</source>
        <translation>&amp;Kontaktbogen exportieren …</translation>
    </message>
    <message>
        <source>The pictures as they are shown, with captions, in one PNG</source>
        <translation>Die Bilder wie gezeigt, mit Beschriftung, in einem PNG</translation>
    </message>
    <message>
        <source>Export &amp;Animation…</source>
        <translation>&amp;Animation exportieren …</translation>
    </message>
    <message>
        <source>The same pictures epoch after epoch, in one GIF</source>
        <translation>Dieselben Bilder Epoche für Epoche in einem GIF</translation>
    </message>
    <message>
        <source>Pla&amp;y Through the Epochs</source>
        <translation>Epochen a&amp;bspielen</translation>
    </message>
    <message>
        <source>One epoch after the other, up to the last</source>
        <translation>Eine Epoche nach der anderen, bis zur letzten</translation>
    </message>
    <message>
        <source>La&amp;rger Pictures</source>
        <translation>&amp;Größere Bilder</translation>
    </message>
    <message>
        <source>S&amp;maller Pictures</source>
        <translation>&amp;Kleinere Bilder</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>E&amp;xtras</translation>
    </message>
    <message>
        <source>&amp;Choose Panels…</source>
        <translation>&amp;Diagramme wählen …</translation>
    </message>
    <message>
        <source>Which metrics are shown, in which order</source>
        <translation>Welche Metriken gezeigt werden, und in welcher Reihenfolge</translation>
    </message>
    <message>
        <source>&amp;Mean over Seeds</source>
        <translation>&amp;Mittel über Seeds</translation>
    </message>
    <message>
        <source>One curve for the runs that differ in their seed only</source>
        <translation>Eine Kurve für die Läufe, die sich nur im Seed unterscheiden</translation>
    </message>
    <message>
        <source>&amp;Ignore Outliers</source>
        <translation>&amp;Ausreißer übergehen</translation>
    </message>
    <message>
        <source>The height of the plots follows the bulk of the values</source>
        <translation>Die Höhe der Diagramme richtet sich nach dem Großteil der Werte</translation>
    </message>
    <message>
        <source>Logarithmic &amp;Horizontal Axis</source>
        <translation>&amp;Waagerechte Achse logarithmisch</translation>
    </message>
    <message>
        <source>For all panels; values at or below zero have no place on it</source>
        <translation>Für alle Diagramme; Werte von null und darunter haben darauf keinen Platz</translation>
    </message>
    <message>
        <source>&amp;Logarithmic Vertical Axis</source>
        <translation>&amp;Senkrechte Achse logarithmisch</translation>
    </message>
    <message>
        <source>For the panel that was used last</source>
        <translation>Für das zuletzt benutzte Diagramm</translation>
    </message>
    <message>
        <source>&amp;Show Whole Range</source>
        <translation>&amp;Ganzen Bereich zeigen</translation>
    </message>
    <message>
        <source>Undo all zooming and panning</source>
        <translation>Alles Vergrößern und Verschieben zurücknehmen</translation>
    </message>
    <message>
        <source>Show as &amp;Table…</source>
        <translation>Als &amp;Tabelle zeigen …</translation>
    </message>
    <message>
        <source>The values of the panel that was used last, to read, sort and copy</source>
        <translation>Die Werte des zuletzt benutzten Diagramms zum Lesen, Sortieren und Kopieren</translation>
    </message>
    <message>
        <source>Move Panel &amp;Forward</source>
        <translation>Diagramm nach &amp;vorn</translation>
    </message>
    <message>
        <source>Move Panel &amp;Back</source>
        <translation>Diagramm nach &amp;hinten</translation>
    </message>
    <message>
        <source>&amp;Remove Panel</source>
        <translation>Diagramm &amp;entfernen</translation>
    </message>
    <message>
        <source>Choose Panels brings it back</source>
        <translation>„Diagramme wählen“ bringt es zurück</translation>
    </message>
    <message>
        <source>&amp;Export Curves…</source>
        <translation>&amp;Kurven exportieren …</translation>
    </message>
    <message>
        <source>As a drawing, a document, a picture or numbers</source>
        <translation>Als Zeichnung, Dokument, Bild oder Zahlen</translation>
    </message>
    <message>
        <source>Ex&amp;port This Panel…</source>
        <translation>Dieses Diagramm e&amp;xportieren …</translation>
    </message>
    <message>
        <source>&amp;Curves</source>
        <translation>&amp;Kurven</translation>
    </message>
    <message>
        <source>&amp;Edit Configuration…</source>
        <translation>Konfiguration &amp;bearbeiten …</translation>
    </message>
    <message>
        <source>Change the settings of the run that waits</source>
        <translation>Die Einstellungen des wartenden Laufs ändern</translation>
    </message>
    <message>
        <source>Import &amp;Example Runs</source>
        <translation>&amp;Beispielläufe importieren</translation>
    </message>
    <message>
        <source>Finished runs of every method to look at; those that are there already stay as they are</source>
        <translation>Fertige Läufe jeder Methode zum Ansehen; die schon da sind, bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>&amp;Import Run Archive…</source>
        <translation>Laufarchiv &amp;importieren …</translation>
    </message>
    <message>
        <source>Bring runs that were exported as files into this workspace</source>
        <translation>Läufe, die als Dateien exportiert wurden, in diesen Arbeitsbereich holen</translation>
    </message>
    <message>
        <source>Export Run as &amp;Archive…</source>
        <translation>Lauf als &amp;Archiv exportieren …</translation>
    </message>
    <message>
        <source>The current run as one file, to open elsewhere</source>
        <translation>Den aktuellen Lauf als eine Datei, um ihn anderswo zu öffnen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ArchiveCommands</name>
    <message>
        <source>Importing %1…</source>
        <translation>%1 wird importiert …</translation>
    </message>
    <message>
        <source>Importing %1 (%2 of %3)…</source>
        <translation>%1 wird importiert (%2 von %3) …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The run is in %1.</source>
        <translation>Der Lauf ist in %1.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>%1 was not written; the worker said nothing.</source>
        <translation>%1 wurde nicht geschrieben; der Worker hat nichts gesagt.</translation>
    </message>
    <message>
        <source>The archive was not written.</source>
        <translation>Das Archiv wurde nicht geschrieben.</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>Nichts wurde importiert.</translation>
    </message>
    <message>
        <source>Imported into %1: %2.</source>
        <translation>In %1 importiert: %2.</translation>
    </message>
    <message>
        <source>%1 is in this workspace now.</source>
        <translation>%1 ist jetzt in diesem Arbeitsbereich.</translation>
    </message>
    <message>
        <source>%1 runs are in this workspace now.</source>
        <translation>%1 Läufe sind jetzt in diesem Arbeitsbereich.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Import Run Archives</source>
        <translation>Laufarchive importieren</translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation>%1 wird geschrieben …</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ArchiveDialog</name>
    <message>
        <source>&amp;Checkpoints; without them the run can be looked at, but not resumed</source>
        <translation>&amp;Checkpoints; ohne sie lässt sich der Lauf ansehen, aber nicht fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Pictures in full size; without them small ones remain</source>
        <translation>&amp;Bilder in voller Größe; ohne sie bleiben kleine</translation>
    </message>
    <message>
        <source>Export %1 as Archive</source>
        <translation>%1 als Archiv exportieren</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>Run archives (*.tempera)</source>
        <translation>Laufarchive (*.tempera)</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ArchiveImport</name>
    <message>
        <source>%1 was not imported; the worker said nothing.</source>
        <translation>%1 wurde nicht importiert; der Worker hat nichts gesagt.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::BlindResults</name>
    <message>
        <source>No decided choice has scores yet, so no reward can be held against them.</source>
        <translation>Noch hat keine entschiedene Wahl Noten, daher lässt sich kein Reward daran messen.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>Reward</translation>
    </message>
    <message>
        <source>Agrees, these two</source>
        <translation>Stimmt zu, diese beiden</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Agrees, all ratings</source>
        <translation>Stimmt zu, alle Urteile</translation>
    </message>
    <message>
        <source>Share of decided choices in which the chosen picture has the higher reward</source>
        <translation>Anteil der entschiedenen Wahlen, in denen das gewählte Bild den höheren Reward hat</translation>
    </message>
    <message>
        <source>The same over every blind choice of this workspace</source>
        <translation>Dasselbe über alle blinden Wahlen dieses Arbeitsbereichs</translation>
    </message>
    <message>
        <source>Agreement of the rewards with the choices</source>
        <translation>Übereinstimmung der Rewards mit den Wahlen</translation>
    </message>
    <message>
        <source>Nothing has been chosen between %1 and %2 yet.</source>
        <translation>Zwischen %1 und %2 wurde noch nichts gewählt.</translation>
    </message>
    <message>
        <source>%1 wins %2 against %3</source>
        <translation>%1 gewinnt %2 gegen %3</translation>
    </message>
    <message>
        <source>The interval lies above one half: the preference is clear.</source>
        <translation>Das Intervall liegt über einhalb: Die Bevorzugung ist eindeutig.</translation>
    </message>
    <message>
        <source>The interval contains one half: chance could do this as well.</source>
        <translation>Das Intervall enthält einhalb: Das könnte auch Zufall sein.</translation>
    </message>
    <message>
        <source>95 % interval %1, n = %2: %3 won, %4 lost, %5 neither (half a win for both). %6</source>
        <translation>95-%-Intervall %1, n = %2: %3 gewonnen, %4 verloren, %5 unentschieden (für beide ein halber Sieg). %6</translation>
    </message>
</context>
<context>
    <name>tempera::ui::BlindView</name>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Show results</source>
        <translation>Ergebnisse zeigen</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Which pictures are better, if you do not know who made them?</source>
        <translation>Welche Bilder sind besser, wenn Sie nicht wissen, woher sie kommen?</translation>
    </message>
    <message>
        <source>Two pictures of the same prompt and seed stand side by side in random order. Press 1 for the left one, 2 for the right one, 0 for neither.</source>
        <translation>Zwei Bilder mit gleichem Prompt und Seed stehen in zufälliger Reihenfolge nebeneinander. Drücken Sie 1 für das linke, 2 für das rechte, 0 für keines von beiden.</translation>
    </message>
    <message>
        <source>One of the two</source>
        <translation>Eine der beiden Seiten</translation>
    </message>
    <message>
        <source>The other one</source>
        <translation>Die andere Seite</translation>
    </message>
    <message>
        <source>against</source>
        <translation>gegen</translation>
    </message>
    <message>
        <source>Left picture</source>
        <translation>Linkes Bild</translation>
    </message>
    <message>
        <source>Right picture</source>
        <translation>Rechtes Bild</translation>
    </message>
    <message>
        <source>Left is better (1)</source>
        <translation>Links ist besser (1)</translation>
    </message>
    <message>
        <source>Neither (0)</source>
        <translation>Keines (0)</translation>
    </message>
    <message>
        <source>Right is better (2)</source>
        <translation>Rechts ist besser (2)</translation>
    </message>
    <message>
        <source>The choice before (Backspace)</source>
        <translation>Die vorige Wahl (Rücktaste)</translation>
    </message>
    <message>
        <source>Says which run made which pictures</source>
        <translation>Sagt, welcher Lauf welche Bilder gemacht hat</translation>
    </message>
    <message>
        <source>%1  %2, epoch %3</source>
        <translation>%1  %2, Epoche %3</translation>
    </message>
    <message numerus="yes">
        <source>%n choices made before.</source>
        <translation>
            <numerusform>%n Wahl schon getroffen.</numerusform>
            <numerusform>%n Wahlen schon getroffen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Both are the same run and epoch: choose another one.</source>
        <translation>Beide sind derselbe Lauf und dieselbe Epoche: Wählen Sie etwas anderes.</translation>
    </message>
    <message>
        <source>No picture is left that both have. %1</source>
        <translation>Es ist kein Bild mehr übrig, das beide haben. %1</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures to judge. %1</source>
        <translation>
            <numerusform>%n Bild zu beurteilen. %1</numerusform>
            <numerusform>%n Bilder zu beurteilen. %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 (epoch %2)</source>
        <translation>%1 (Epoche %2)</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CarriedEdits</name>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>Your changes go on: %1.</source>
        <translation>Ihre Änderungen gelten weiter: %1.</translation>
    </message>
    <message>
        <source>Kept for a preset that reads it: %1.</source>
        <translation>Aufgehoben für eine Vorlage, die es liest: %1.</translation>
    </message>
    <message>
        <source>The method is that of the preset.</source>
        <translation>Die Methode ist die der Vorlage.</translation>
    </message>
    <message>
        <source>Drop my changes</source>
        <translation>Meine Änderungen verwerfen</translation>
    </message>
    <message>
        <source>The preset&apos;s own values are back.</source>
        <translation>Die Werte der Vorlage sind zurück.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CompareActions</name>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleich</translation>
    </message>
    <message>
        <source>&amp;Side by Side</source>
        <translation>&amp;Nebeneinander</translation>
    </message>
    <message>
        <source>Every pane beside the others</source>
        <translation>Alle Bildfelder nebeneinander</translation>
    </message>
    <message>
        <source>&amp;Wipe</source>
        <translation>&amp;Wischblende</translation>
    </message>
    <message>
        <source>The first pane and the current one, with a divider to drag</source>
        <translation>Das erste und das aktuelle Bildfeld mit verschiebbarer Trennlinie</translation>
    </message>
    <message>
        <source>&amp;Difference</source>
        <translation>&amp;Differenz</translation>
    </message>
    <message>
        <source>How far every pane is from the first, amplified</source>
        <translation>Wie weit jedes Bildfeld vom ersten abweicht, verstärkt</translation>
    </message>
    <message>
        <source>Flic&amp;ker</source>
        <translation>&amp;Blinken</translation>
    </message>
    <message>
        <source>One pane after the other in the same place</source>
        <translation>Ein Bildfeld nach dem anderen an derselben Stelle</translation>
    </message>
    <message>
        <source>&amp;Matrix</source>
        <translation>&amp;Matrix</translation>
    </message>
    <message>
        <source>Every prompt in rows, every pane in columns</source>
        <translation>Jeder Prompt eine Zeile, jedes Bildfeld eine Spalte</translation>
    </message>
    <message>
        <source>&amp;Blind Test</source>
        <translation>Blind&amp;test</translation>
    </message>
    <message>
        <source>Choose the better picture without knowing which run made it</source>
        <translation>Das bessere Bild wählen, ohne zu wissen, von welchem Lauf es stammt</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Blind test</source>
        <translation>Blindtest</translation>
    </message>
    <message>
        <source>&amp;Add Pane</source>
        <translation>Bildfeld &amp;hinzufügen</translation>
    </message>
    <message>
        <source>One more run or epoch, at most six</source>
        <translation>Ein weiterer Lauf oder eine weitere Epoche, höchstens sechs</translation>
    </message>
    <message>
        <source>&amp;Remove Pane</source>
        <translation>Bildfeld &amp;entfernen</translation>
    </message>
    <message>
        <source>Takes the current pane away</source>
        <translation>Nimmt das aktuelle Bildfeld weg</translation>
    </message>
    <message>
        <source>Panes of the Selected R&amp;uns</source>
        <translation>Bildfelder der gewählten Lä&amp;ufe</translation>
    </message>
    <message>
        <source>One pane for each run that is selected on the left</source>
        <translation>Ein Bildfeld für jeden Lauf, der links gewählt ist</translation>
    </message>
    <message>
        <source>&amp;Next Picture</source>
        <translation>Nä&amp;chstes Bild</translation>
    </message>
    <message>
        <source>The next prompt and seed, in all panes</source>
        <translation>Nächster Prompt und Seed, in allen Bildfeldern</translation>
    </message>
    <message>
        <source>&amp;Previous Picture</source>
        <translation>&amp;Voriges Bild</translation>
    </message>
    <message>
        <source>The prompt and seed before, in all panes</source>
        <translation>Voriger Prompt und Seed, in allen Bildfeldern</translation>
    </message>
    <message>
        <source>&amp;Copy Picture</source>
        <translation>Bild &amp;kopieren</translation>
    </message>
    <message>
        <source>That of the current pane</source>
        <translation>Das des aktuellen Bildfelds</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>All panes; with the wheel around the cursor</source>
        <translation>Alle Bildfelder; mit dem Mausrad um den Mauszeiger herum</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Verkle&amp;inern</translation>
    </message>
    <message>
        <source>All panes</source>
        <translation>Alle Bildfelder</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>Ein&amp;passen</translation>
    </message>
    <message>
        <source>The whole picture in every pane</source>
        <translation>Das ganze Bild in jedem Bildfeld</translation>
    </message>
    <message>
        <source>Ac&amp;tual Size</source>
        <translation>&amp;Originalgröße</translation>
    </message>
    <message>
        <source>100 %: one pixel of the picture on one of the screen</source>
        <translation>100 %: ein Bildpunkt des Bildes auf einem des Bildschirms</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>&amp;Loupe</source>
        <translation>&amp;Lupe</translation>
    </message>
    <message>
        <source>Magnifies the place under the cursor in all panes</source>
        <translation>Vergrößert die Stelle unter dem Mauszeiger in allen Bildfeldern</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CompareBoard</name>
    <message>
        <source>Values of the pixel under the cursor</source>
        <translation>Werte des Bildpunkts unter dem Mauszeiger</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Bildfläche</translation>
    </message>
    <message>
        <source>Point at a picture to read its pixels. Drag to move it, Ctrl+drag to take it elsewhere.</source>
        <translation>Zeigen Sie auf ein Bild, um seine Bildpunkte zu lesen. Ziehen verschiebt es, Strg+Ziehen nimmt es anderswohin mit.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ComparePage</name>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Feste</translation>
    </message>
    <message>
        <source>Unseen</source>
        <translation>Ungesehene</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Kind of pictures</source>
        <translation>Art der Bilder</translation>
    </message>
    <message>
        <source>Fixed: the same prompts and noise at every epoch
Unseen: the same, of prompts that training never saw
Training: what the runs were trained on</source>
        <translation>Feste: in jeder Epoche dieselben Prompts und dasselbe Rauschen
Ungesehene: ebenso, zu Prompts, die das Training nie sah
Training: womit die Läufe trainiert wurden</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Choose runs on the left to compare their pictures.</source>
        <translation>Wählen Sie links Läufe, um ihre Bilder zu vergleichen.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ComparePane</name>
    <message>
        <source>Run of pane %1</source>
        <translation>Lauf von Bildfeld %1</translation>
    </message>
    <message>
        <source>Epoch of pane %1</source>
        <translation>Epoche von Bildfeld %1</translation>
    </message>
    <message>
        <source>A fixed epoch, or the one of the scrubber below</source>
        <translation>Eine feste Epoche oder die der Epochenleiste unten</translation>
    </message>
    <message>
        <source>Remove this pane</source>
        <translation>Dieses Bildfeld entfernen</translation>
    </message>
    <message>
        <source>Remove pane %1</source>
        <translation>Bildfeld %1 entfernen</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>Scrubber: %1</source>
        <translation>Leiste: %1</translation>
    </message>
    <message>
        <source>▲ epoch %1, the nearest before %2</source>
        <translation>▲ Epoche %1, die nächste vor %2</translation>
    </message>
    <message>
        <source>This run is gone.</source>
        <translation>Diesen Lauf gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>No pictures of this kind up to epoch %1.</source>
        <translation>Keine Bilder dieser Art bis Epoche %1.</translation>
    </message>
    <message>
        <source>This epoch has no picture of this prompt and seed.</source>
        <translation>Diese Epoche hat kein Bild mit diesem Prompt und Seed.</translation>
    </message>
    <message>
        <source>Picture %1: %2, epoch %3, %4</source>
        <translation>Bild %1: %2, Epoche %3, %4</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CompareTools</name>
    <message>
        <source>Place of the divider</source>
        <translation>Lage der Trennlinie</translation>
    </message>
    <message>
        <source>Gain of the difference</source>
        <translation>Verstärkung der Differenz</translation>
    </message>
    <message>
        <source>Pictures per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Prompt and seed</source>
        <translation>Prompt und Seed</translation>
    </message>
    <message>
        <source>The prompt and seed that all panes show (Up and Down)</source>
        <translation>Der Prompt und Seed, den alle Bildfelder zeigen (Auf und Ab)</translation>
    </message>
    <message>
        <source>Pixels of the screen per pixel of the picture</source>
        <translation>Bildpunkte des Bildschirms je Bildpunkt des Bildes</translation>
    </message>
    <message>
        <source>Show the next pane</source>
        <translation>Das nächste Bildfeld zeigen</translation>
    </message>
    <message>
        <source>Animations are reduced: show the next pane by hand</source>
        <translation>Bewegung ist reduziert: das nächste Bildfeld von Hand zeigen</translation>
    </message>
    <message>
        <source>Stop the change of pictures</source>
        <translation>Den Bildwechsel stoppen</translation>
    </message>
    <message>
        <source>Change the pictures by themselves</source>
        <translation>Die Bilder von selbst wechseln</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, Seed %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>× %1</source>
        <translation>× %1</translation>
    </message>
    <message>
        <source>%1 per second</source>
        <translation>%1 pro Sekunde</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ConfigForm</name>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>Adapter (LoRA)</source>
        <translation>Adapter (LoRA)</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>Reward</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>Bilderzeugung</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Statistics per prompt</source>
        <translation>Statistik je Prompt</translation>
    </message>
    <message>
        <source>Critic</source>
        <translation>Kritiker</translation>
    </message>
    <message>
        <source>Neuron reset</source>
        <translation>Zurücksetzen der Neuronen</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>Auswertung</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>Stored pictures</source>
        <translation>Gespeicherte Bilder</translation>
    </message>
    <message>
        <source>DDPO</source>
        <translation>DDPO</translation>
    </message>
    <message>
        <source>AlignProp</source>
        <translation>AlignProp</translation>
    </message>
    <message>
        <source>SePPO</source>
        <translation>SePPO</translation>
    </message>
    <message>
        <source>Search all settings</source>
        <translation>In allen Einstellungen suchen</translation>
    </message>
    <message>
        <source>No setting of this method has “%1” in its name or description.</source>
        <translation>Keine Einstellung dieses Verfahrens hat „%1“ im Namen oder in der Beschreibung.</translation>
    </message>
    <message>
        <source>Essentials</source>
        <translation>Wesentliches</translation>
    </message>
    <message>
        <source>What nearly everyone sets, and what you changed</source>
        <translation>Was fast jeder einstellt, und was Sie geändert haben</translation>
    </message>
    <message>
        <source>Only what differs from the preset</source>
        <translation>Nur was von der Vorlage abweicht</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Every setting of the chosen method</source>
        <translation>Alle Einstellungen des gewählten Verfahrens</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Changed (%1)</source>
        <translation>Geändert (%1)</translation>
    </message>
    <message>
        <source>Nothing differs from the preset.</source>
        <translation>Nichts weicht von der Vorlage ab.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ConfigModel</name>
    <message>
        <source>%1, differs</source>
        <translation>%1, unterschiedlich</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was sie bewirkt</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ConfigPage</name>
    <message>
        <source>Config</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Settings of the run</source>
        <translation>Einstellungen des Laufs</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen suchen</translation>
    </message>
    <message>
        <source>Search settings by name, value or description</source>
        <translation>Einstellungen nach Name, Wert oder Beschreibung suchen</translation>
    </message>
    <message>
        <source>Settings that do not count as differences</source>
        <translation>Einstellungen, die nicht als Unterschied zählen</translation>
    </message>
    <message>
        <source>Copy as &amp;TOML</source>
        <translation>Als &amp;TOML kopieren</translation>
    </message>
    <message>
        <source>Copy as T&amp;able</source>
        <translation>Als T&amp;abelle kopieren</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the selected settings, all that are shown when none or one is selected</source>
        <translation>Die gewählten Einstellungen kopieren; alle gezeigten, wenn keine oder eine gewählt ist</translation>
    </message>
    <message>
        <source>Choose a run on the left to see its settings.</source>
        <translation>Wählen Sie links einen Lauf, um seine Einstellungen zu sehen.</translation>
    </message>
    <message>
        <source>Reading the settings…</source>
        <translation>Die Einstellungen werden gelesen …</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, Seed %2</translation>
    </message>
    <message>
        <source>Only differences</source>
        <translation>Nur Unterschiede</translation>
    </message>
    <message>
        <source>Only what differs from the defaults</source>
        <translation>Nur was von der Vorgabe abweicht</translation>
    </message>
    <message>
        <source>Ignored: %1</source>
        <translation>Übergangen: %1</translation>
    </message>
    <message>
        <source>%1 of %2 settings differ between %3 runs</source>
        <translation>%1 von %2 Einstellungen unterscheiden %3 Läufe</translation>
    </message>
    <message>
        <source>%1 of %2 settings differ</source>
        <translation>%1 von %2 Einstellungen weichen ab</translation>
    </message>
    <message>
        <source>Ignore %1</source>
        <translation>%1 übergehen</translation>
    </message>
    <message>
        <source>Ignore as at First</source>
        <translation>Übergehen wie am Anfang</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurveCommands</name>
    <message>
        <source>Exported to %1.</source>
        <translation>Exportiert nach %1.</translation>
    </message>
    <message>
        <source>Values of %1</source>
        <translation>Werte von %1</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurveDrawing</name>
    <message>
        <source>%1, n = %2</source>
        <translation>%1, n = %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurveFigure</name>
    <message>
        <source>Mean over seeds; %1; dashed: not all runs</source>
        <translation>Mittel über Seeds; %1; gestrichelt: nicht alle Läufe</translation>
    </message>
    <message>
        <source>Smoothed, window %1 epochs; faint: before smoothing</source>
        <translation>Geglättet, Fenster %1 Epochen; blass: vor der Glättung</translation>
    </message>
    <message>
        <source>Dotted vertical: neurons of the critic were reset</source>
        <translation>Senkrecht gepunktet: Neuronen des Kritikers wurden zurückgesetzt</translation>
    </message>
    <message>
        <source>Dashed vertical: resumed</source>
        <translation>Senkrecht gestrichelt: fortgesetzt</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurvePanel</name>
    <message>
        <source>Menu of the panel %1</source>
        <translation>Menü des Diagramms %1</translation>
    </message>
    <message>
        <source>What can be done with this panel</source>
        <translation>Was sich mit diesem Diagramm tun lässt</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurveTableDialog</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copies the selected rows, or all, as text with tabs</source>
        <translation>Kopiert die gewählten oder alle Zeilen als Text mit Tabulatoren</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurveTableModel</name>
    <message>
        <source>%1 (dotted)</source>
        <translation>%1 (gepunktet)</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>Kurve</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Before smoothing</source>
        <translation>Vor der Glättung</translation>
    </message>
    <message>
        <source>Band from</source>
        <translation>Band von</translation>
    </message>
    <message>
        <source>Band to</source>
        <translation>Band bis</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurvesBar</name>
    <message>
        <source>Mean over seeds</source>
        <translation>Mittel über Seeds</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Optimizer step</source>
        <translation>Optimierungsschritt</translation>
    </message>
    <message>
        <source>Reward queries</source>
        <translation>Reward-Abfragen</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Another metric</source>
        <translation>Andere Metrik</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Waagerechte Achse</translation>
    </message>
    <message>
        <source>Metric of the horizontal axis</source>
        <translation>Metrik der waagerechten Achse</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source> epochs</source>
        <translation> Epochen</translation>
    </message>
    <message>
        <source>Smoothing, window in epochs</source>
        <translation>Glättung, Fenster in Epochen</translation>
    </message>
    <message>
        <source>Window of the moving average. Curves of fewer than %1 values stay as they are.</source>
        <translation>Fenster des gleitenden Mittels. Kurven mit weniger als %1 Werten bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>One curve for the selected runs that differ in nothing but seed and name</source>
        <translation>Eine Kurve für die gewählten Läufe, die sich nur in Seed und Name unterscheiden</translation>
    </message>
    <message>
        <source>Band around the mean</source>
        <translation>Band um das Mittel</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Standardabweichung</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>Standardfehler</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Smallest to largest</source>
        <translation>Kleinster bis größter</translation>
    </message>
    <message>
        <source>Single runs</source>
        <translation>Einzelne Läufe</translation>
    </message>
    <message>
        <source>Panels…</source>
        <translation>Diagramme …</translation>
    </message>
    <message>
        <source>Choose which metrics are shown, and in which order</source>
        <translation>Wählen, welche Metriken in welcher Reihenfolge gezeigt werden</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
</context>
<context>
    <name>tempera::ui::CurvesPage</name>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>The first values appear here when the first evaluation is done.</source>
        <translation>Die ersten Werte erscheinen hier nach der ersten Auswertung.</translation>
    </message>
    <message>
        <source>This run has no values.</source>
        <translation>Dieser Lauf hat keine Werte.</translation>
    </message>
    <message>
        <source>Choose a run on the left to see its curves.</source>
        <translation>Wählen Sie links einen Lauf, um seine Kurven zu sehen.</translation>
    </message>
    <message>
        <source>┊ neurons of the critic were reset</source>
        <translation>┊ Neuronen des Kritikers wurden zurückgesetzt</translation>
    </message>
    <message>
        <source>n = %1</source>
        <translation>n = %1</translation>
    </message>
    <message>
        <source>Reading the values of the run…</source>
        <translation>Die Werte des Laufs werden gelesen …</translation>
    </message>
    <message>
        <source>All panels are hidden.</source>
        <translation>Alle Diagramme sind verborgen.</translation>
    </message>
    <message>
        <source>Choose panels…</source>
        <translation>Diagramme wählen …</translation>
    </message>
    <message>
        <source>╎ resumed</source>
        <translation>╎ fortgesetzt</translation>
    </message>
</context>
<context>
    <name>tempera::ui::DeviceMeter</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Processors, memory and GPUs</source>
        <translation>Prozessoren, Speicher und GPUs</translation>
    </message>
    <message>
        <source>Load of this computer and of each worker</source>
        <translation>Auslastung dieses Rechners und jedes Workers</translation>
    </message>
    <message>
        <source>CPU %1</source>
        <translation>CPU %1</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>GPU %1</source>
        <translation>GPU %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>Process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>Load (100 % = one processor for workers)</source>
        <translation>Auslastung (Worker: 100 % = ein Prozessor)</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
</context>
<context>
    <name>tempera::ui::DropTarget</name>
    <message>
        <source>This picture belongs to the run %1 of another workspace.</source>
        <translation>Dieses Bild gehört zum Lauf %1 eines anderen Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>Copy that run here</source>
        <translation>Diesen Lauf hierher kopieren</translation>
    </message>
    <message>
        <source>Copying %1 into this workspace…</source>
        <translation>%1 wird in diesen Arbeitsbereich kopiert …</translation>
    </message>
    <message>
        <source>%1 is in this workspace now.</source>
        <translation>%1 ist jetzt in diesem Arbeitsbereich.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>tempera::ui::EndedMarker</name>
    <message>
        <source>The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path.</source>
        <translation>Das Worker-Programm tempera-run wurde nicht gefunden: Bauen Sie es oder setzen Sie TEMPERA_RUN auf seinen Pfad.</translation>
    </message>
    <message>
        <source>The runs could not be marked as ended.</source>
        <translation>Die Läufe konnten nicht als beendet markiert werden.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::EpochBar</name>
    <message>
        <source>First epoch</source>
        <translation>Erste Epoche</translation>
    </message>
    <message>
        <source>Previous epoch</source>
        <translation>Vorige Epoche</translation>
    </message>
    <message>
        <source>Next epoch</source>
        <translation>Nächste Epoche</translation>
    </message>
    <message>
        <source>Last epoch</source>
        <translation>Letzte Epoche</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Epoch number</source>
        <translation>Nummer der Epoche</translation>
    </message>
    <message>
        <source>Follow the newest epoch (Space)</source>
        <translation>Der neuesten Epoche folgen (Leertaste)</translation>
    </message>
    <message>
        <source>Follow live</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>%1 +%2</source>
        <translation>%1 +%2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::EqualRewardModel</name>
    <message>
        <source>No run of this method has it: the level was not reached, or nobody asked.</source>
        <translation>Kein Lauf dieses Verfahrens hat ihn: Das Niveau wurde nicht erreicht oder niemand hat danach gefragt.</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>%n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 on unseen prompts</source>
        <translation>%1 bei ungesehenen Prompts</translation>
    </message>
    <message>
        <source>%1, untrained</source>
        <translation>%1, untrainiert</translation>
    </message>
    <message>
        <source>%1, at the end</source>
        <translation>%1, am Ende</translation>
    </message>
    <message>
        <source>Reward queries to the level</source>
        <translation>Reward-Abfragen bis zum Niveau</translation>
    </message>
    <message>
        <source>%1 at the level</source>
        <translation>%1 auf dem Niveau</translation>
    </message>
    <message>
        <source>Dormant share of the critic, at the end</source>
        <translation>Ruhender Anteil des Kritikers, am Ende</translation>
    </message>
    <message numerus="yes">
        <source>%1: mean and sample deviation of %n runs</source>
        <translation>
            <numerusform>%1: Mittel und Stichprobenabweichung von %n Lauf</numerusform>
            <numerusform>%1: Mittel und Stichprobenabweichung von %n Läufen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tempera::ui::EqualRewardView</name>
    <message>
        <source>Copy table</source>
        <translation>Tabelle kopieren</translation>
    </message>
    <message>
        <source>Selected runs at equal trained reward</source>
        <translation>Gewählte Läufe bei gleichem trainiertem Reward</translation>
    </message>
    <message>
        <source>Reading the evaluations…</source>
        <translation>Die Auswertungen werden gelesen …</translation>
    </message>
    <message>
        <source>None of these runs was evaluated with its trained reward.</source>
        <translation>Keiner dieser Läufe wurde mit seinem trainierten Reward ausgewertet.</translation>
    </message>
    <message>
        <source>Where each run first reaches a trained reward of %1: nine tenths of the way to the run that climbs least. Mean ± sample deviation over the seeds; fewer than all runs in brackets.</source>
        <translation>Wo jeder Lauf erstmals einen trainierten Reward von %1 erreicht: neun Zehntel des Wegs des Laufs, der am wenigsten steigt. Mittel ± Stichprobenabweichung über die Seeds; in Klammern, wenn nicht alle Läufe eingehen.</translation>
    </message>
    <message>
        <source>Left out, with another trained reward or without evaluations: %1.</source>
        <translation>Ausgelassen, da mit anderem trainiertem Reward oder ohne Auswertungen: %1.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::EventModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ExampleRuns</name>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ExportCommands</name>
    <message>
        <source>Copied the command that trains this configuration again.</source>
        <translation>Der Befehl, der diese Konfiguration noch einmal trainiert, ist kopiert.</translation>
    </message>
    <message>
        <source>Copied the reproduce card.</source>
        <translation>Die Reproduktionskarte ist kopiert.</translation>
    </message>
    <message>
        <source>The LoRA is in %1.</source>
        <translation>Das LoRA ist in %1.</translation>
    </message>
    <message>
        <source>Writing the report: run %1 of %2…</source>
        <translation>Der Bericht wird geschrieben: Lauf %1 von %2 …</translation>
    </message>
    <message>
        <source>Writing the report…</source>
        <translation>Der Bericht wird geschrieben …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The report was not written.</source>
        <translation>Der Bericht wurde nicht geschrieben.</translation>
    </message>
    <message>
        <source>The report is in %1.</source>
        <translation>Der Bericht ist in %1.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>%1 has kept no weights: there is nothing to export.</source>
        <translation>%1 hat keine Gewichte behalten: Es gibt nichts zu exportieren.</translation>
    </message>
    <message>
        <source>Exporting the LoRA of epoch %1…</source>
        <translation>Das LoRA von Epoche %1 wird exportiert …</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export Curves</source>
        <translation>Kurven exportieren</translation>
    </message>
    <message>
        <source>All panels</source>
        <translation>Alle Diagramme</translation>
    </message>
    <message>
        <source>Only “%1”</source>
        <translation>Nur „%1“</translation>
    </message>
    <message>
        <source>SVG drawing</source>
        <translation>SVG-Zeichnung</translation>
    </message>
    <message>
        <source>PDF document</source>
        <translation>PDF-Dokument</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG-Bild</translation>
    </message>
    <message>
        <source>CSV, the values as shown</source>
        <translation>CSV, die Werte wie gezeigt</translation>
    </message>
    <message>
        <source>CSV, the values as stored</source>
        <translation>CSV, die Werte wie gespeichert</translation>
    </message>
    <message>
        <source>curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>%1 exists already. Replace it?</source>
        <translation>%1 gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ExportJob</name>
    <message>
        <source>Epoch %1  ·  %2</source>
        <translation>Epoche %1  ·  %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ExportLoraDialog</name>
    <message>
        <source>Export LoRA of %1</source>
        <translation>LoRA von %1 exportieren</translation>
    </message>
    <message>
        <source>Epochs whose weights are kept; checkpoint.keep = 0 keeps those of all</source>
        <translation>Epochen, deren Gewichte behalten wurden; checkpoint.keep = 0 behält die aller Epochen</translation>
    </message>
    <message>
        <source>diffusers</source>
        <translation>diffusers</translation>
    </message>
    <message>
        <source>kohya</source>
        <translation>kohya</translation>
    </message>
    <message>
        <source>PEFT</source>
        <translation>PEFT</translation>
    </message>
    <message>
        <source>&amp;Epoch</source>
        <translation>&amp;Epoche</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>A file for load_lora_weights of diffusers, and for ComfyUI</source>
        <translation>Eine Datei für load_lora_weights von diffusers und für ComfyUI</translation>
    </message>
    <message>
        <source>A file for AUTOMATIC1111, ComfyUI and diffusers</source>
        <translation>Eine Datei für AUTOMATIC1111, ComfyUI und diffusers</translation>
    </message>
    <message>
        <source>A folder for the PEFT library</source>
        <translation>Ein Ordner für die Bibliothek PEFT</translation>
    </message>
    <message>
        <source>LoRA adapters (*.safetensors)</source>
        <translation>LoRA-Adapter (*.safetensors)</translation>
    </message>
</context>
<context>
    <name>tempera::ui::FieldRow</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Back to the preset&apos;s value</source>
        <translation>Zurück zum Wert der Vorlage</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>preset: %1</source>
        <translation>Vorlage: %1</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
</context>
<context>
    <name>tempera::ui::GeneralizationPage</name>
    <message>
        <source>Generalization</source>
        <translation>Verallgemeinerung</translation>
    </message>
    <message>
        <source>Rise of the other judges, base deviations</source>
        <translation>Anstieg der anderen Richter, Streuungen am Anfang</translation>
    </message>
    <message>
        <source>The same over the epochs</source>
        <translation>Dasselbe über die Epochen</translation>
    </message>
    <message>
        <source>Gold, the truth of the embedded world</source>
        <translation>Gold, die Wahrheit der eingebauten Welt</translation>
    </message>
    <message>
        <source>Means of the judges since the first evaluation, in standard deviations of their scores there. The ring marks the suggested epoch.</source>
        <translation>Mittel der Richter seit der ersten Auswertung, in Standardabweichungen ihrer Noten dort. Der Ring zeigt die empfohlene Epoche.</translation>
    </message>
    <message>
        <source>What no run is told. The ring marks the epoch that gold likes best.</source>
        <translation>Was kein Lauf erfährt. Der Ring zeigt die Epoche, die Gold am besten gefällt.</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Feste</translation>
    </message>
    <message>
        <source>Unseen prompts</source>
        <translation>Ungesehene Prompts</translation>
    </message>
    <message>
        <source>Pictures that the judges see</source>
        <translation>Bilder, die die Richter sehen</translation>
    </message>
    <message>
        <source>The fixed pictures of every evaluation, or those of prompts that training never saw</source>
        <translation>Die festen Bilder jeder Auswertung oder die zu Prompts, die das Training nie sah</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Choose a run on the left to see whether other judges go along with its reward.</source>
        <translation>Wählen Sie links einen Lauf, um zu sehen, ob andere Richter seinem Reward folgen.</translation>
    </message>
    <message>
        <source>The evaluations of this run could not be read.</source>
        <translation>Die Auswertungen dieses Laufs konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This run was not evaluated on unseen prompts. tempera-run evaluate RUN --prompts … does that.</source>
        <translation>Dieser Lauf wurde nicht mit ungesehenen Prompts ausgewertet. Das tut tempera-run evaluate RUN --prompts …</translation>
    </message>
    <message>
        <source>The judges appear here after the first evaluation.</source>
        <translation>Die Richter erscheinen hier nach der ersten Auswertung.</translation>
    </message>
    <message>
        <source>This run was never evaluated.</source>
        <translation>Dieser Lauf wurde nie ausgewertet.</translation>
    </message>
    <message>
        <source>%1, the trained reward</source>
        <translation>%1, der trainierte Reward</translation>
    </message>
    <message>
        <source>trained reward, base deviations</source>
        <translation>trainierter Reward, Streuungen am Anfang</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>others %1</source>
        <translation>andere %1</translation>
    </message>
    <message>
        <source>gold %1</source>
        <translation>Gold %1</translation>
    </message>
    <message>
        <source>diversity %1</source>
        <translation>Vielfalt %1</translation>
    </message>
    <message>
        <source>Trajectories</source>
        <translation>Verläufe</translation>
    </message>
    <message>
        <source>At equal reward</source>
        <translation>Bei gleichem Reward</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>Richter</translation>
    </message>
    <message>
        <source>Select runs on the left to compare them where their trained reward is equal.</source>
        <translation>Wählen Sie links Läufe, um sie dort zu vergleichen, wo ihr trainierter Reward gleich ist.</translation>
    </message>
    <message>
        <source>Rise of the judges over the epochs, base deviations</source>
        <translation>Anstieg der Richter über die Epochen, Streuungen am Anfang</translation>
    </message>
    <message>
        <source>%1 over the epochs</source>
        <translation>%1 über die Epochen</translation>
    </message>
    <message>
        <source>Gold, the truth of the embedded world, over the epochs</source>
        <translation>Gold, die Wahrheit der eingebauten Welt, über die Epochen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::GoToDialog</name>
    <message>
        <source>Go to Anything</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>run, %1</source>
        <translation>Lauf, %1</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Run, page, setting or command</source>
        <translation>Lauf, Seite, Einstellung oder Befehl</translation>
    </message>
</context>
<context>
    <name>tempera::ui::HistoryPanel</name>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>zurückgesetzt</translation>
    </message>
</context>
<context>
    <name>tempera::ui::JudgeBox</name>
    <message>
        <source>Mean of all</source>
        <translation>Mittel aller</translation>
    </message>
    <message>
        <source>Judge that is drawn</source>
        <translation>Gezeichneter Richter</translation>
    </message>
    <message>
        <source>The other judges together, in base deviations, or one of them in its own unit</source>
        <translation>Die anderen Richter zusammen, in Streuungen am Anfang, oder einer von ihnen in seiner eigenen Einheit</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LaunchCommands</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 konnte nicht gestartet werden: %2</translation>
    </message>
    <message>
        <source>Show the queue</source>
        <translation>Die Warteschlange zeigen</translation>
    </message>
    <message>
        <source>%1 is in the queue.</source>
        <translation>%1 ist in der Warteschlange.</translation>
    </message>
    <message>
        <source>%1 runs are in the queue.</source>
        <translation>%1 Läufe sind in der Warteschlange.</translation>
    </message>
    <message>
        <source>%1 does not wait any more: it keeps its configuration.</source>
        <translation>%1 wartet nicht mehr: Die Konfiguration bleibt, wie sie war.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LaunchDialog</name>
    <message>
        <source>New Run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Open configuration…</source>
        <translation>Konfiguration öffnen …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>No presets were found</source>
        <translation>Es wurden keine Vorlagen gefunden</translation>
    </message>
    <message>
        <source>Open a configuration file, or edit the defaults below.</source>
        <translation>Öffnen Sie eine Konfigurationsdatei oder ändern Sie unten die Vorgaben.</translation>
    </message>
    <message>
        <source>Open Configuration</source>
        <translation>Konfiguration öffnen</translation>
    </message>
    <message>
        <source>Configurations (*.toml);;All files (*)</source>
        <translation>Konfigurationen (*.toml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Start now</source>
        <translation>Jetzt starten</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>At once, whatever else runs</source>
        <translation>Sofort, was auch sonst läuft</translation>
    </message>
    <message>
        <source>When its device has room</source>
        <translation>Sobald auf seinem Gerät Platz ist</translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Like %1</source>
        <translation>Wie %1</translation>
    </message>
    <message>
        <source>The configuration of %1; change what is to differ.</source>
        <translation>Die Konfiguration von %1; ändern Sie, was anders sein soll.</translation>
    </message>
    <message>
        <source>Add %1 runs to queue</source>
        <translation>%1 Läufe einreihen</translation>
    </message>
    <message>
        <source>Sweep (%1)</source>
        <translation>Sweep (%1)</translation>
    </message>
    <message>
        <source>A draft is there: %1 with one change, %2.</source>
        <translation>Es gibt einen Entwurf: %1 mit einer Änderung, %2.</translation>
    </message>
    <message>
        <source>A draft is there: %1 with %2 changes, %3.</source>
        <translation>Es gibt einen Entwurf: %1 mit %2 Änderungen, %3.</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>Damit weitermachen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Edit Queued Run</source>
        <translation>Wartenden Lauf bearbeiten</translation>
    </message>
    <message>
        <source>It waits in the queue, and starts with what you save here.</source>
        <translation>Er wartet in der Warteschlange und startet mit dem, was Sie hier speichern.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LayerChooser</name>
    <message>
        <source>Layers that are shown; “all” always counts every layer</source>
        <translation>Gezeigte Schichten; „alle“ zählt immer jede Schicht</translation>
    </message>
    <message>
        <source>All Layers</source>
        <translation>Alle Schichten</translation>
    </message>
    <message>
        <source>Layer %1, %2 neurons</source>
        <translation>Schicht %1, %2 Neuronen</translation>
    </message>
    <message>
        <source>All layers</source>
        <translation>Alle Schichten</translation>
    </message>
    <message>
        <source>%1 of %2 layers</source>
        <translation>%1 von %2 Schichten</translation>
    </message>
    <message>
        <source>Layers: %1</source>
        <translation>Schichten: %1</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LayerPanel</name>
    <message>
        <source>normalised activation score</source>
        <translation>normierte Aktivierung</translation>
    </message>
    <message>
        <source>Layer %1, %2 neurons</source>
        <translation>Schicht %1, %2 Neuronen</translation>
    </message>
    <message>
        <source>The last bar counts all scores of %1 and above</source>
        <translation>Der letzte Balken zählt alle Werte ab %1</translation>
    </message>
    <message>
        <source>&lt;span style=&apos;color:%1&apos;&gt;▨&lt;/span&gt; %2 dormant (%3 %)&amp;nbsp;&amp;nbsp; &lt;span style=&apos;color:%4&apos;&gt;■&lt;/span&gt; %5 active</source>
        <translation>&lt;span style=&apos;color:%1&apos;&gt;▨&lt;/span&gt; %2 ruhend (%3 %)&amp;nbsp;&amp;nbsp; &lt;span style=&apos;color:%4&apos;&gt;■&lt;/span&gt; %5 aktiv</translation>
    </message>
    <message>
        <source>%1 dormant, %2 active</source>
        <translation>%1 ruhend, %2 aktiv</translation>
    </message>
    <message>
        <source>Click or drag to move the threshold; Shift+Left and Shift+Right step it, 0 goes back</source>
        <translation>Klicken oder ziehen, um die Schwelle zu verschieben; Umschalt+Links und Umschalt+Rechts in Schritten, 0 setzt sie zurück</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LogModel</name>
    <message>
        <source>debug</source>
        <translation>Fehlersuche</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LogPage</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Events of the run</source>
        <translation>Ereignisse des Laufs</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Without debugging</source>
        <translation>Ohne Fehlersuche</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>Show the time of each line</source>
        <translation>Die Zeit jeder Zeile zeigen</translation>
    </message>
    <message>
        <source>Find in log</source>
        <translation>Im Protokoll suchen</translation>
    </message>
    <message>
        <source>Find in the log file</source>
        <translation>In der Protokolldatei suchen</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>Voriger Treffer (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>Nächster Treffer (Eingabe)</translation>
    </message>
    <message>
        <source>Copy the selected lines, all when none is selected</source>
        <translation>Die gewählten Zeilen kopieren; alle, wenn keine gewählt ist</translation>
    </message>
    <message>
        <source>Open the log file</source>
        <translation>Die Protokolldatei öffnen</translation>
    </message>
    <message>
        <source>Choose a run on the left to see what happened in it.</source>
        <translation>Wählen Sie links einen Lauf, um zu sehen, was in ihm geschah.</translation>
    </message>
    <message>
        <source>%1 of the file before these lines are not shown.</source>
        <translation>%1 der Datei vor diesen Zeilen werden nicht gezeigt.</translation>
    </message>
    <message>
        <source>The log file has no lines to show.</source>
        <translation>Die Protokolldatei hat keine Zeilen zum Zeigen.</translation>
    </message>
    <message>
        <source>no match</source>
        <translation>kein Treffer</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tempera::ui::LogView</name>
    <message>
        <source>Lines of the log file</source>
        <translation>Zeilen der Protokolldatei</translation>
    </message>
    <message>
        <source>Go to the newest line and follow</source>
        <translation>Zur neuesten Zeile gehen und mitlaufen</translation>
    </message>
    <message>
        <source>1 new line</source>
        <translation>1 neue Zeile</translation>
    </message>
    <message>
        <source>%1 new lines</source>
        <translation>%1 neue Zeilen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::LoraExport</name>
    <message>
        <source>The export ended without a word; %1 was not written.</source>
        <translation>Der Export endete ohne Meldung; %1 wurde nicht geschrieben.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::MainWindow</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>Haupt</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Go to anything…   %1</source>
        <translation>Gehe zu …   %1</translation>
    </message>
    <message>
        <source>Open another workspace…</source>
        <translation>Anderen Arbeitsbereich öffnen …</translation>
    </message>
    <message>
        <source>No runs yet.</source>
        <translation>Noch keine Läufe.</translation>
    </message>
    <message>
        <source>Start the five-minute demo</source>
        <translation>Die Fünf-Minuten-Vorführung starten</translation>
    </message>
    <message>
        <source>There is no run “%1” in this workspace.</source>
        <translation>In diesem Arbeitsbereich gibt es keinen Lauf „%1“.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::MatrixModel</name>
    <message>
        <source>%1, epoch %2: %3, seed %4
%5</source>
        <translation>%1, Epoche %2: %3, Seed %4
%5</translation>
    </message>
    <message>
        <source>%1, seed %2</source>
        <translation>%1, Seed %2</translation>
    </message>
    <message>
        <source>%1  %2
epoch %3</source>
        <translation>%1  %2
Epoche %3</translation>
    </message>
</context>
<context>
    <name>tempera::ui::MatrixView</name>
    <message>
        <source>Matrix of prompts and runs</source>
        <translation>Matrix aus Prompts und Läufen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::MessageBar</name>
    <message>
        <source>Hide this message</source>
        <translation>Diese Meldung verbergen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::NeuronHeatmap</name>
    <message>
        <source>Score of every neuron</source>
        <translation>Aktivierung jedes Neurons</translation>
    </message>
    <message>
        <source>One row for each neuron, the one with the highest mean score on top. Dark rows are dormant; a row that darkens at a dotted line was reset.</source>
        <translation>Eine Zeile je Neuron, das mit der höchsten mittleren Aktivierung oben. Dunkle Zeilen ruhen; eine Zeile, die an einer gepunkteten Linie dunkel wird, wurde zurückgesetzt.</translation>
    </message>
    <message>
        <source>Layer of the heatmap</source>
        <translation>Schicht der Heatmap</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>neuron, by activity</source>
        <translation>Neuron, nach Aktivität</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>Normalised activation score, neuron by epoch</source>
        <translation>Normierte Aktivierung, Neuron und Epoche</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message>
        <source>neuron %1, rank %2 of %3, epoch %4: score %5</source>
        <translation>Neuron %1, Rang %2 von %3, Epoche %4: Aktivierung %5</translation>
    </message>
</context>
<context>
    <name>tempera::ui::NeuronsPage</name>
    <message>
        <source>Neurons</source>
        <translation>Neuronen</translation>
    </message>
    <message>
        <source>Logarithmic counts</source>
        <translation>Logarithmisch</translation>
    </message>
    <message>
        <source>Threshold of the normalised score</source>
        <translation>Schwelle der normierten Aktivierung</translation>
    </message>
    <message>
        <source>Neurons whose normalised score is at most this count as dormant here; the run itself is not changed</source>
        <translation>Neuronen, deren normierte Aktivierung höchstens so groß ist, zählen hier als ruhend; der Lauf selbst ändert sich nicht</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Choose a run on the left to see the neurons of its critic.</source>
        <translation>Wählen Sie links einen Lauf, um die Neuronen seines Kritikers zu sehen.</translation>
    </message>
    <message>
        <source>This method has no critic. Neurons are watched in TDPO and TDPO-R runs.</source>
        <translation>Dieses Verfahren hat keinen Kritiker. Neuronen werden in Läufen von TDPO und TDPO-R beobachtet.</translation>
    </message>
    <message>
        <source>The neurons appear here after the first epoch.</source>
        <translation>Die Neuronen erscheinen hier nach der ersten Epoche.</translation>
    </message>
    <message>
        <source>This run has no neuron statistics.</source>
        <translation>Dieser Lauf hat keine Statistik der Neuronen.</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>%1 reset after it</source>
        <translation>%1 danach zurückgesetzt</translation>
    </message>
    <message>
        <source>Still dormant, % of the last dormant set</source>
        <translation>Weiterhin ruhend, %</translation>
    </message>
    <message>
        <source>Explained variance of the critic</source>
        <translation>Erklärte Varianz des Kritikers</translation>
    </message>
    <message>
        <source>Loss of the critic</source>
        <translation>Verlust des Kritikers</translation>
    </message>
    <message>
        <source>Neurons that are dormant now and were in the last recorded epoch, as a share of those that were</source>
        <translation>Neuronen, die jetzt und schon in der zuletzt aufgezeichneten Epoche ruhen, als Anteil der damals ruhenden</translation>
    </message>
    <message>
        <source>1 − Var(return − value) / Var(return): 1 means that the critic foresees every reward, 0 or less that it does not work: the policy learns no better than with no critic</source>
        <translation>1 − Var(Return − Wert) / Var(Return): 1 heißt, dass der Kritiker jeden Reward vorhersieht, 0 oder weniger, dass er nicht wirkt: Die Strategie lernt nicht besser als ohne Kritiker</translation>
    </message>
    <message>
        <source>Dormant</source>
        <translation>Ruhend</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Which share is drawn</source>
        <translation>Welcher Anteil gezeichnet wird</translation>
    </message>
    <message>
        <source>Share of neurons, %</source>
        <translation>Anteil der Neuronen, %</translation>
    </message>
    <message>
        <source>Back to the run&apos;s %1</source>
        <translation>Zurück auf %1</translation>
    </message>
    <message>
        <source>No epoch followed one that had dormant neurons.</source>
        <translation>Keine Epoche folgte auf eine mit ruhenden Neuronen.</translation>
    </message>
    <message>
        <source>This run did not record it.</source>
        <translation>Dieser Lauf hat es nicht aufgezeichnet.</translation>
    </message>
    <message>
        <source>explained</source>
        <translation>erklärt</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>the critic explains nothing</source>
        <translation>Kritiker erklärt nichts</translation>
    </message>
    <message>
        <source>the critic explains %1 %</source>
        <translation>Kritiker erklärt %1 %</translation>
    </message>
    <message>
        <source>%1 of %2 dormant (%3 %)</source>
        <translation>%1 von %2 ruhend (%3 %)</translation>
    </message>
</context>
<context>
    <name>tempera::ui::Notifier</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::PanelChooser</name>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Choose Panels</source>
        <translation>Diagramme wählen</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>Vorgabe wiederherstellen</translation>
    </message>
    <message>
        <source>Search metrics…</source>
        <translation>Metriken suchen …</translation>
    </message>
    <message>
        <source>Search metrics</source>
        <translation>Metriken suchen</translation>
    </message>
    <message>
        <source>Metrics of the selected runs</source>
        <translation>Metriken der gewählten Läufe</translation>
    </message>
    <message>
        <source>Shown panels, in their order</source>
        <translation>Gezeigte Diagramme in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>As many as fit</source>
        <translation>So viele wie passen</translation>
    </message>
    <message>
        <source>&amp;Shown panels, drag to reorder</source>
        <translation>&amp;Gezeigte Diagramme, zum Umordnen ziehen</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::PictureTools</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>The picture cannot be read.</source>
        <translation>Das Bild kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Fixed prompts</source>
        <translation>Feste Prompts</translation>
    </message>
    <message>
        <source>Unseen prompts</source>
        <translation>Ungesehene Prompts</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>score: %1</source>
        <translation>Note: %1</translation>
    </message>
    <message>
        <source>prompt: %1</source>
        <translation>Prompt: %1</translation>
    </message>
    <message>
        <source>scores from %1 to %2</source>
        <translation>Noten von %1 bis %2</translation>
    </message>
    <message>
        <source>%1 · epoch %2</source>
        <translation>%1 · Epoche %2</translation>
    </message>
    <message>
        <source>Export Contact Sheet</source>
        <translation>Kontaktbogen exportieren</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>%1 pictures do not fit on the sheet %2: filter or select fewer.</source>
        <translation>%1 Bilder passen nicht auf den Bogen %2: Filtern oder wählen Sie weniger.</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>%1 wird geschrieben</translation>
    </message>
    <message>
        <source>Export Animation</source>
        <translation>Animation exportieren</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>%1 pictures do not fit into the animation %2: filter or select fewer.</source>
        <translation>%1 Bilder passen nicht in die Animation %2: Filtern oder wählen Sie weniger.</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 ist gespeichert.</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>T&amp;ext size</source>
        <translation>S&amp;chriftgröße</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>&amp;Reduce animations</source>
        <translation>&amp;Weniger Bewegung</translation>
    </message>
    <message>
        <source>Menus and lists open at once</source>
        <translation>Menüs und Listen öffnen sich sofort</translation>
    </message>
    <message>
        <source>Pictures and curves</source>
        <translation>Bilder und Kurven</translation>
    </message>
    <message>
        <source>Size of &amp;small pictures</source>
        <translation>&amp;Größe der kleinen Bilder</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>&amp;Memory for pictures</source>
        <translation>S&amp;peicher für Bilder</translation>
    </message>
    <message>
        <source> MiB</source>
        <translation> MiB</translation>
    </message>
    <message>
        <source>Sm&amp;oothing at first</source>
        <translation>&amp;Anfängliche Glättung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Look for &amp;news every</source>
        <translation>&amp;Neues suchen alle</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Tell &amp;when a run ends, fails or pauses in the background</source>
        <translation>&amp;Melden, wenn ein Lauf im Hintergrund endet, scheitert oder anhält</translation>
    </message>
    <message>
        <source>Keep the &amp;computer awake while a run trains</source>
        <translation>Den &amp;Rechner wach halten, solange ein Lauf trainiert</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Open the &amp;workspace of last time</source>
        <translation>Den Arbeitsbereich vom letzten Mal ö&amp;ffnen</translation>
    </message>
    <message>
        <source> epochs</source>
        <translation> Epochen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::PreflightPanel</name>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Settings that need attention</source>
        <translation>Einstellungen, die Beachtung brauchen</translation>
    </message>
    <message>
        <source>Runs tempera-run selfcheck with these settings: two small rounds, about a minute, nothing is written</source>
        <translation>Führt tempera-run selfcheck mit diesen Einstellungen aus: zwei kleine Runden, etwa eine Minute, nichts wird geschrieben</translation>
    </message>
    <message>
        <source>Before it starts</source>
        <translation>Vor dem Start</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Like it</source>
        <translation>Gleiche</translation>
    </message>
    <message>
        <source>Selfcheck</source>
        <translation>Selbsttest</translation>
    </message>
    <message>
        <source>1 setting needs attention</source>
        <translation>1 Einstellung braucht Beachtung</translation>
    </message>
    <message>
        <source>%1 settings need attention</source>
        <translation>%1 Einstellungen brauchen Beachtung</translation>
    </message>
    <message>
        <source>Measured by selfcheck.</source>
        <translation>Vom Selbsttest gemessen.</translation>
    </message>
    <message>
        <source>From %1.</source>
        <translation>Aus %1.</translation>
    </message>
    <message>
        <source>From %1 and %2 more like it.</source>
        <translation>Aus %1 und %2 weiteren dieser Art.</translation>
    </message>
    <message>
        <source>Scaled by samples × steps: %1 times.</source>
        <translation>Umgerechnet nach Bildern × Schritten: %1-fach.</translation>
    </message>
    <message>
        <source>Not accounted for: %1.</source>
        <translation>Nicht berücksichtigt: %1.</translation>
    </message>
    <message>
        <source>No earlier run like it: measure with selfcheck.</source>
        <translation>Kein früherer Lauf dieser Art: Messen Sie mit dem Selbsttest.</translation>
    </message>
    <message>
        <source>About %1, %2 an epoch</source>
        <translation>Etwa %1, %2 je Epoche</translation>
    </message>
    <message>
        <source> (%1 to %2)</source>
        <translation> (%1 bis %2)</translation>
    </message>
    <message>
        <source>%1 runs, about %2 one after another</source>
        <translation>%1 Läufe, etwa %2 nacheinander</translation>
    </message>
    <message>
        <source>%1 runs; of some, no earlier run tells.</source>
        <translation>%1 Läufe; zu einigen gibt kein früherer Lauf Auskunft.</translation>
    </message>
    <message>
        <source>The earlier run differs in settings that bear on the cost, and the estimate does not know how much.</source>
        <translation>Der frühere Lauf unterscheidet sich in Einstellungen, die den Aufwand beeinflussen; die Schätzung weiß nicht, wie stark.</translation>
    </message>
    <message>
        <source>Unknown; %1 are available</source>
        <translation>Unbekannt; %1 sind verfügbar</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1 of %2 available</source>
        <translation>%1 von %2 verfügbar</translation>
    </message>
    <message>
        <source>Of the worker outside of the GPU, whose own memory is not in it.</source>
        <translation>Des Workers außerhalb der GPU; deren eigener Speicher ist nicht enthalten.</translation>
    </message>
    <message>
        <source>Of the worker. The larger number: if all of it grew with samples × steps.</source>
        <translation>Des Workers. Die größere Zahl: wenn alles mit Bildern × Schritten wüchse.</translation>
    </message>
    <message>
        <source>%1 of %2 free, for %3 pictures</source>
        <translation>%1 von %2 frei, für %3 Bilder</translation>
    </message>
    <message>
        <source>roughly %1</source>
        <translation>grob %1</translation>
    </message>
    <message>
        <source>From the usual size of a picture.</source>
        <translation>Aus der üblichen Größe eines Bildes.</translation>
    </message>
    <message>
        <source>From the sizes in an earlier run.</source>
        <translation>Aus den Größen in einem früheren Lauf.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Selfcheck trains two small rounds; this takes about a minute.</source>
        <translation>Der Selbsttest trainiert zwei kleine Runden; das dauert etwa eine Minute.</translation>
    </message>
    <message>
        <source>Known when the settings are right.</source>
        <translation>Bekannt, sobald die Einstellungen stimmen.</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>CPU, %1 of %2 cores</source>
        <translation>CPU, %1 von %2 Kernen</translation>
    </message>
    <message>
        <source>; a run works on it now</source>
        <translation>; ein Lauf arbeitet gerade darauf</translation>
    </message>
    <message>
        <source>; %1 runs work on it now</source>
        <translation>; %1 Läufe arbeiten gerade darauf</translation>
    </message>
    <message>
        <source>No NVIDIA GPU was found on this machine.</source>
        <translation>Auf diesem Rechner wurde keine NVIDIA-GPU gefunden.</translation>
    </message>
    <message>
        <source>Model, prompts and judges are there</source>
        <translation>Modell, Prompts und Richter sind da</translation>
    </message>
    <message>
        <source>Same configuration and seed already ran: %1.</source>
        <translation>Mit gleicher Konfiguration und gleichem Seed lief schon: %1.</translation>
    </message>
    <message>
        <source>The same waits in the queue: %1.</source>
        <translation>Dasselbe wartet in der Warteschlange: %1.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::PresetModel</name>
    <message>
        <source>First minutes</source>
        <translation>Erste Minuten</translation>
    </message>
    <message>
        <source>Embedded animals: any computer</source>
        <translation>Eingebaute Tiere: jeder Rechner</translation>
    </message>
    <message>
        <source>The paper&apos;s comparison, on the animals</source>
        <translation>Paper-Vergleich mit Tieren</translation>
    </message>
    <message>
        <source>Stable Diffusion: weights and a GPU</source>
        <translation>Stable Diffusion: mit Gewichten und GPU</translation>
    </message>
    <message>
        <source>Your files</source>
        <translation>Ihre Dateien</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ProfileView</name>
    <message>
        <source>Profile over the denoising steps</source>
        <translation>Profil über die Entrauschungsschritte</translation>
    </message>
    <message>
        <source>%1 against %2</source>
        <translation>%1 gegen %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::PromptModel</name>
    <message>
        <source>%1 at epoch %2, %3 at epoch %4</source>
        <translation>%1 in Epoche %2, %3 in Epoche %4</translation>
    </message>
    <message>
        <source>Show the pictures of %1</source>
        <translation>Die Bilder zu %1 zeigen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Beste</translation>
    </message>
    <message>
        <source>Mean over the epochs</source>
        <translation>Mittel über die Epochen</translation>
    </message>
    <message>
        <source>Click a prompt to see its pictures</source>
        <translation>Klicken Sie auf einen Prompt, um seine Bilder zu sehen</translation>
    </message>
    <message>
        <source>Pictures of the prompt at this epoch</source>
        <translation>Bilder des Prompts in dieser Epoche</translation>
    </message>
    <message>
        <source>Mean of the chosen score at this epoch</source>
        <translation>Mittel der gewählten Note in dieser Epoche</translation>
    </message>
    <message>
        <source>Mean at this epoch minus the mean at the first</source>
        <translation>Mittel in dieser Epoche minus Mittel in der ersten</translation>
    </message>
    <message>
        <source>Standard deviation over the pictures of the prompt</source>
        <translation>Standardabweichung über die Bilder des Prompts</translation>
    </message>
    <message>
        <source>Highest score at this epoch</source>
        <translation>Höchste Note in dieser Epoche</translation>
    </message>
    <message>
        <source>Sorted by the change</source>
        <translation>Nach der Änderung sortiert</translation>
    </message>
</context>
<context>
    <name>tempera::ui::QueueKeeper</name>
    <message>
        <source>The worker ended at once and said nothing.</source>
        <translation>Der Worker endete sofort und sagte nichts.</translation>
    </message>
    <message>
        <source>Its worker vanished.</source>
        <translation>Sein Worker ist verschwunden.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::QueueModel</name>
    <message>
        <source>%1, %2 epochs, seed %3, %4</source>
        <translation>%1, %2 Epochen, Seed %3, %4</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet …</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Ended; its run is not here any more</source>
        <translation>Beendet; sein Lauf ist nicht mehr hier</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>epoch %1 of %2</source>
        <translation>Epoche %1 von %2</translation>
    </message>
    <message>
        <source>Paused, %1</source>
        <translation>Angehalten, %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1
%2
Added %3</source>
        <translation>%1
%2
Eingereiht %3</translation>
    </message>
</context>
<context>
    <name>tempera::ui::QueuePanel</name>
    <message>
        <source>Pause when a run fails</source>
        <translation>Bei Fehlern anhalten</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Runs at once on the CPU</source>
        <translation>Gleichzeitige Läufe auf der CPU</translation>
    </message>
    <message>
        <source>Runs at once on the GPU</source>
        <translation>Gleichzeitige Läufe auf der GPU</translation>
    </message>
    <message>
        <source>CPU threads of a run</source>
        <translation>CPU-Threads eines Laufs</translation>
    </message>
    <message>
        <source>fair share</source>
        <translation>gleicher Anteil</translation>
    </message>
    <message>
        <source>Of runs that leave it open. Fair share: the %1 cores divided by the runs at once.</source>
        <translation>Von Läufen, die es offenlassen. Gleicher Anteil: die %1 Kerne geteilt durch die gleichzeitigen Läufe.</translation>
    </message>
    <message>
        <source>At once, CPU</source>
        <translation>Gleichzeitig, CPU</translation>
    </message>
    <message>
        <source>Threads each</source>
        <translation>Threads je Lauf</translation>
    </message>
    <message>
        <source>At once, GPU</source>
        <translation>Gleichzeitig, GPU</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 wartend</translation>
    </message>
    <message>
        <source>%1 running</source>
        <translation>%1 laufend</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 gescheitert</translation>
    </message>
    <message>
        <source>Paused, because a run failed: %1</source>
        <translation>Angehalten, weil ein Lauf gescheitert ist: %1</translation>
    </message>
    <message>
        <source>Paused: nothing more starts.</source>
        <translation>Angehalten: Nichts Neues startet.</translation>
    </message>
    <message>
        <source>Nothing is queued.</source>
        <translation>Nichts ist eingereiht.</translation>
    </message>
    <message>
        <source>New run…</source>
        <translation>Neuer Lauf …</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RecoveryCentre</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Mark as ended</source>
        <translation>Als beendet markieren</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>Protokoll öffnen</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Mark all as ended</source>
        <translation>Alle als beendet markieren</translation>
    </message>
    <message>
        <source>Recovery centre</source>
        <translation>Wiederherstellung</translation>
    </message>
    <message>
        <source>Runs that lost their workers</source>
        <translation>Läufe, die ihren Worker verloren haben</translation>
    </message>
    <message>
        <source>Go on from the last checkpoint</source>
        <translation>Ab dem letzten Checkpoint weitermachen</translation>
    </message>
    <message>
        <source>Leave it as it is; it can still be resumed later</source>
        <translation>So lassen; er kann später noch fortgesetzt werden</translation>
    </message>
    <message>
        <source>Decide later (Tools, Recovery Centre)</source>
        <translation>Später entscheiden (Extras, Wiederherstellung)</translation>
    </message>
    <message>
        <source>Hide the recovery centre</source>
        <translation>Die Wiederherstellung verbergen</translation>
    </message>
    <message>
        <source>A run lost its worker. It goes on from its last checkpoint, or stays as it is.</source>
        <translation>Ein Lauf hat seinen Worker verloren. Er geht ab seinem letzten Checkpoint weiter oder bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>%1 runs lost their workers. They go on from their last checkpoints, or stay as they are.</source>
        <translation>%1 Läufe haben ihren Worker verloren. Sie gehen ab ihrem letzten Checkpoint weiter oder bleiben, wie sie sind.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RecoveryModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>no log</source>
        <translation>kein Protokoll</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Last checkpoint</source>
        <translation>Letzter Checkpoint</translation>
    </message>
    <message>
        <source>Last line of the log</source>
        <translation>Letzte Zeile des Protokolls</translation>
    </message>
</context>
<context>
    <name>tempera::ui::Report</name>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ReportDialog</name>
    <message>
        <source>C&amp;urves</source>
        <translation>&amp;Kurven</translation>
    </message>
    <message>
        <source>&amp;Pictures: first, best and last evaluation</source>
        <translation>&amp;Bilder: erste, beste und letzte Auswertung</translation>
    </message>
    <message>
        <source>&amp;Configurations in full</source>
        <translation>K&amp;onfigurationen in voller Länge</translation>
    </message>
    <message>
        <source>Export Report</source>
        <translation>Bericht exportieren</translation>
    </message>
    <message>
        <source>Runs of %1</source>
        <translation>Läufe von %1</translation>
    </message>
    <message>
        <source>Runs in the report</source>
        <translation>Läufe im Bericht</translation>
    </message>
    <message>
        <source>HTML: one file for a browser</source>
        <translation>HTML: eine Datei für den Browser</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>&amp;Titel</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>&amp;Läufe</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation>PDF-Dateien (*.pdf)</translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation>HTML-Dateien (*.html)</translation>
    </message>
</context>
<context>
    <name>tempera::ui::Row</name>
    <message>
        <source> (%1 to %2)</source>
        <translation> (%1 bis %2)</translation>
    </message>
    <message>
        <source>, n = %1</source>
        <translation>, n = %1</translation>
    </message>
    <message>
        <source>, n = %1 of %2</source>
        <translation>, n = %1 von %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunCommands</name>
    <message>
        <source>The worker of %1 does not answer. Ending it now loses what it did since its last checkpoint; it may also still finish by itself.</source>
        <translation>Der Worker von %1 antwortet nicht. Wird er jetzt beendet, geht verloren, was er seit seinem letzten Checkpoint getan hat; vielleicht wird er auch noch von selbst fertig.</translation>
    </message>
    <message>
        <source>End it now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>%1 lost its worker.</source>
        <translation>%1 hat seinen Worker verloren.</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 ist gescheitert: %2</translation>
    </message>
    <message>
        <source>The run goes on when you close this window, and is found again when you open it.</source>
        <translation>Der Lauf geht weiter, wenn Sie dieses Fenster schließen, und ist beim nächsten Öffnen wieder da.</translation>
    </message>
    <message>
        <source>This installation has no example runs.</source>
        <translation>Diese Installation hat keine Beispielläufe.</translation>
    </message>
    <message>
        <source>The example runs are all here.</source>
        <translation>Die Beispielläufe sind alle da.</translation>
    </message>
    <message>
        <source>Example runs imported: %1.</source>
        <translation>Beispielläufe importiert: %1.</translation>
    </message>
    <message>
        <source>%1 is paused: %2</source>
        <translation>%1 ist angehalten: %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunDetails</name>
    <message>
        <source>Stopping after this step</source>
        <translation>Endet nach diesem Schritt</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>No progress for %1</source>
        <translation>Kein Fortschritt seit %1</translation>
    </message>
    <message>
        <source>Interrupted: its worker is gone</source>
        <translation>Abgebrochen: Sein Worker ist fort</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Reward</source>
        <translation>Reward</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Folder %1</source>
        <translation>Ordner %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>, %1 s each</source>
        <translation>, je %1 s</translation>
    </message>
    <message>
        <source>SHA-256 of the weights: %1</source>
        <translation>SHA-256 der Gewichte: %1</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>%1, from epoch %2</source>
        <translation>%1, ab Epoche %2</translation>
    </message>
    <message>
        <source>at work</source>
        <translation>bei der Arbeit</translation>
    </message>
    <message>
        <source>its worker vanished</source>
        <translation>sein Worker ist verschwunden</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Colour of the run</source>
        <translation>Farbe des Laufs</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Not a favourite</source>
        <translation>Kein Favorit</translation>
    </message>
    <message>
        <source>Unstar</source>
        <translation>Kein Favorit mehr</translation>
    </message>
    <message>
        <source>Make it a favourite</source>
        <translation>Zum Favoriten machen</translation>
    </message>
    <message>
        <source>%1: the curves of this run</source>
        <translation>%1: die Kurven dieses Laufs</translation>
    </message>
    <message>
        <source>Last lines of the log</source>
        <translation>Letzte Zeilen des Protokolls</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunEditActions</name>
    <message>
        <source>&amp;Undo %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo %1</source>
        <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Move to Group</source>
        <translation>In Gruppe verschieben</translation>
    </message>
    <message>
        <source>Group of %1 (empty: by method)</source>
        <translation>Gruppe von %1 (leer: nach Verfahren)</translation>
    </message>
    <message>
        <source>Group of %1 runs (empty: by method)</source>
        <translation>Gruppe von %1 Läufen (leer: nach Verfahren)</translation>
    </message>
    <message>
        <source>Add a Line to Notes</source>
        <translation>Zeile an Notizen anfügen</translation>
    </message>
    <message>
        <source>Line to add</source>
        <translation>Anzufügende Zeile</translation>
    </message>
    <message>
        <source>Line to add to the notes of %1 runs</source>
        <translation>Zeile, die an die Notizen von %1 Läufen angefügt wird</translation>
    </message>
    <message>
        <source>%1 is in the workspace&apos;s trash.</source>
        <translation>%1 liegt im Papierkorb des Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>%1 runs are in the workspace&apos;s trash.</source>
        <translation>%1 Läufe liegen im Papierkorb des Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunEdits</name>
    <message>
        <source>“%1”</source>
        <translation>„%1“</translation>
    </message>
    <message>
        <source>%1 runs</source>
        <translation>%1 Läufe</translation>
    </message>
    <message>
        <source>Rename %1</source>
        <translation>%1 umbenennen</translation>
    </message>
    <message>
        <source>Move %1 to Another Group</source>
        <translation>%1 in andere Gruppe verschieben</translation>
    </message>
    <message>
        <source>Tag %1</source>
        <translation>%1 verschlagworten</translation>
    </message>
    <message>
        <source>Write Notes of %1</source>
        <translation>Notizen von %1 schreiben</translation>
    </message>
    <message>
        <source>Make %1 a Favourite</source>
        <translation>%1 zum Favoriten machen</translation>
    </message>
    <message>
        <source>Unstar %1</source>
        <translation>%1 nicht mehr als Favorit</translation>
    </message>
    <message>
        <source>Colour %1</source>
        <translation>%1 färben</translation>
    </message>
    <message>
        <source>Move %1 to the Trash</source>
        <translation>%1 in den Papierkorb</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunWatch</name>
    <message>
        <source>After epoch %1 of %2.</source>
        <translation>Nach Epoche %1 von %2.</translation>
    </message>
    <message>
        <source>%1 makes no progress</source>
        <translation>%1 kommt nicht voran</translation>
    </message>
    <message>
        <source>Its worker has said nothing for %1.</source>
        <translation>Sein Worker hat sich seit %1 nicht gemeldet.</translation>
    </message>
    <message>
        <source>%1 is finished</source>
        <translation>%1 ist fertig</translation>
    </message>
    <message>
        <source>%1 was stopped</source>
        <translation>%1 wurde beendet</translation>
    </message>
    <message>
        <source>%1 is paused</source>
        <translation>%1 ist angehalten</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 ist gescheitert</translation>
    </message>
    <message>
        <source>%1 lost its worker</source>
        <translation>%1 hat seinen Worker verloren</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunsModel</name>
    <message>
        <source>Group %1, runs: %2</source>
        <translation>Gruppe %1, Läufe: %2</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>endet</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>%1, %2, epoch %3 of %4</source>
        <translation>%1, %2, Epoche %3 von %4</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>created %1</source>
        <translation>angelegt %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>noch nicht gelesen</translation>
    </message>
    <message>
        <source>reward</source>
        <translation>Reward</translation>
    </message>
    <message>
        <source>the run&apos;s own reward in its evaluations</source>
        <translation>der eigene Reward des Laufs in seinen Auswertungen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>Restzeit</translation>
    </message>
    <message>
        <source>Last %1</source>
        <translation>Letzter %1</translation>
    </message>
    <message>
        <source>Best %1</source>
        <translation>Bester %1</translation>
    </message>
    <message>
        <source>Least %1</source>
        <translation>Kleinster %1</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Latest value of %1</source>
        <translation>Letzter Wert von %1</translation>
    </message>
    <message>
        <source>Largest value of %1</source>
        <translation>Größter Wert von %1</translation>
    </message>
    <message>
        <source>Smallest value of %1</source>
        <translation>Kleinster Wert von %1</translation>
    </message>
    <message>
        <source>Time at work, over all attempts</source>
        <translation>Arbeitszeit über alle Anläufe</translation>
    </message>
    <message>
        <source>Size of the run&apos;s folder</source>
        <translation>Größe des Ordners des Laufs</translation>
    </message>
    <message>
        <source>tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>%1, favourite</source>
        <translation>%1, Favorit</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunsPanel</name>
    <message>
        <source>Filter runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Words, and terms such as state:running  method:tdpo  tag:paper  fav  seed=1  train.learning_rate&gt;1e-4; a minus before a term means the opposite.</source>
        <translation>Wörter und Ausdrücke wie state:running  method:tdpo  tag:paper  fav  seed=1  train.learning_rate&gt;1e-4; ein Minus vor einem Ausdruck bedeutet das Gegenteil.</translation>
    </message>
    <message>
        <source>Grouping, order and columns</source>
        <translation>Gruppierung, Reihenfolge und Spalten</translation>
    </message>
    <message>
        <source>No run matches the filter.</source>
        <translation>Kein Lauf passt zum Filter.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter löschen</translation>
    </message>
    <message>
        <source>Details of the chosen run</source>
        <translation>Einzelheiten des gewählten Laufs</translation>
    </message>
</context>
<context>
    <name>tempera::ui::RunsViewMenu</name>
    <message>
        <source>&amp;Group By</source>
        <translation>&amp;Gruppieren nach</translation>
    </message>
    <message>
        <source>&amp;Sort By</source>
        <translation>&amp;Sortieren nach</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>&amp;Metric of the Columns…</source>
        <translation>&amp;Metrik der Spalten …</translation>
    </message>
    <message>
        <source>&amp;Group, or Method</source>
        <translation>&amp;Gruppe oder Verfahren</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Verfahren</translation>
    </message>
    <message>
        <source>&amp;Reward</source>
        <translation>&amp;Reward</translation>
    </message>
    <message>
        <source>&amp;State</source>
        <translation>&amp;Zustand</translation>
    </message>
    <message>
        <source>S&amp;weep (Same Settings, Other Seeds)</source>
        <translation>S&amp;weep (gleiche Einstellungen, andere Seeds)</translation>
    </message>
    <message>
        <source>&amp;Nothing</source>
        <translation>&amp;Nichts</translation>
    </message>
    <message>
        <source>the run&apos;s own reward</source>
        <translation>der eigene Reward des Laufs</translation>
    </message>
    <message>
        <source>Metric of the Columns</source>
        <translation>Metrik der Spalten</translation>
    </message>
    <message>
        <source>Last, best and least show</source>
        <translation>Letzter, bester und kleinster Wert zeigen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SampleDetails</name>
    <message>
        <source>Before training</source>
        <translation>Vor dem Training</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Choose a picture to see it large with all its scores.</source>
        <translation>Wählen Sie ein Bild, um es groß und mit allen Noten zu sehen.</translation>
    </message>
    <message>
        <source>Chosen picture</source>
        <translation>Gewähltes Bild</translation>
    </message>
    <message>
        <source>The same prompt and noise before training</source>
        <translation>Derselbe Prompt und dasselbe Rauschen vor dem Training</translation>
    </message>
    <message>
        <source>Epoch %1, seed %2</source>
        <translation>Epoche %1, Seed %2</translation>
    </message>
    <message>
        <source>, %1 × %2 px</source>
        <translation>, %1 × %2 px</translation>
    </message>
    <message>
        <source>Copy prompt</source>
        <translation>Prompt kopieren</translation>
    </message>
    <message>
        <source>Open picture</source>
        <translation>Bild öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Settings of the run</source>
        <translation>Einstellungen des Laufs</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SampleModel</name>
    <message>
        <source>%1, epoch %2, seed %3</source>
        <translation>%1, Epoche %2, Seed %3</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SamplesBar</name>
    <message>
        <source>All epochs</source>
        <translation>Alle Epochen</translation>
    </message>
    <message>
        <source>Play through the epochs</source>
        <translation>Epochen abspielen</translation>
    </message>
    <message>
        <source>Show the chosen picture large</source>
        <translation>Das gewählte Bild groß zeigen</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>The pictures of an epoch</source>
        <translation>Die Bilder einer Epoche</translation>
    </message>
    <message>
        <source>Time strip</source>
        <translation>Zeitstreifen</translation>
    </message>
    <message>
        <source>The same prompts and noise, epoch beside epoch</source>
        <translation>Dieselben Prompts und dasselbe Rauschen, Epoche neben Epoche</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>How the scores of each prompt change</source>
        <translation>Wie sich die Noten jedes Prompts ändern</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Feste</translation>
    </message>
    <message>
        <source>The same prompts and noise at every epoch</source>
        <translation>In jeder Epoche dieselben Prompts und dasselbe Rauschen</translation>
    </message>
    <message>
        <source>Unseen</source>
        <translation>Ungesehene</translation>
    </message>
    <message>
        <source>The same at every epoch, of prompts that training never saw</source>
        <translation>In jeder Epoche dieselben, zu Prompts, die das Training nie sah</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Pictures that the run was trained on</source>
        <translation>Bilder, mit denen der Lauf trainiert wurde</translation>
    </message>
    <message>
        <source>Pictures of all epochs in one grid</source>
        <translation>Bilder aller Epochen in einem Raster</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>Epochs per second</source>
        <translation>Epochen pro Sekunde</translation>
    </message>
    <message>
        <source>Export pictures</source>
        <translation>Bilder exportieren</translation>
    </message>
    <message>
        <source>Size of the pictures (Ctrl+wheel)</source>
        <translation>Größe der Bilder (Strg+Mausrad)</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Grid order</source>
        <translation>Wie im Raster</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>Beste zuerst</translation>
    </message>
    <message>
        <source>Worst first</source>
        <translation>Schlechteste zuerst</translation>
    </message>
    <message>
        <source>Prompt A to Z</source>
        <translation>Prompt A bis Z</translation>
    </message>
    <message>
        <source>Prompt Z to A</source>
        <translation>Prompt Z bis A</translation>
    </message>
    <message>
        <source>Grid order, last first</source>
        <translation>Wie im Raster, letzte zuerst</translation>
    </message>
    <message>
        <source>Order of the pictures</source>
        <translation>Reihenfolge der Bilder</translation>
    </message>
    <message>
        <source>Score under the pictures</source>
        <translation>Note unter den Bildern</translation>
    </message>
    <message>
        <source>Filter prompts</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Part of a prompt; &quot;in quotes&quot; the whole prompt</source>
        <translation>Teil eines Prompts; &quot;in Anführungszeichen&quot; der ganze Prompt</translation>
    </message>
    <message>
        <source>Filter pictures by prompt</source>
        <translation>Bilder nach Prompt filtern</translation>
    </message>
    <message>
        <source>Smallest score shown</source>
        <translation>Kleinste gezeigte Note</translation>
    </message>
    <message>
        <source>Largest score shown</source>
        <translation>Größte gezeigte Note</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SamplesPage</name>
    <message>
        <source>Samples</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Pictures of the same prompts, epoch beside epoch</source>
        <translation>Bilder derselben Prompts, Epoche neben Epoche</translation>
    </message>
    <message>
        <source>Scores of the prompts</source>
        <translation>Noten der Prompts</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SaveDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>&amp;Write to</source>
        <translation>&amp;Schreiben nach</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ScoreList</name>
    <message>
        <source>Scores: %1</source>
        <translation>Noten: %1</translation>
    </message>
    <message>
        <source>, before %1</source>
        <translation>, vorher %1</translation>
    </message>
    <message>
        <source>, %1 of %2</source>
        <translation>, %1 von %2</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SelfcheckRunner</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path.</source>
        <translation>Das Worker-Programm tempera-run wurde nicht gefunden: Bauen Sie es oder setzen Sie TEMPERA_RUN auf seinen Pfad.</translation>
    </message>
    <message>
        <source>No temporary file can be written in %1: free some space there.</source>
        <translation>In %1 kann keine zeitweilige Datei geschrieben werden: Schaffen Sie dort Platz.</translation>
    </message>
    <message>
        <source>Selfcheck ended without an answer.</source>
        <translation>Der Selbsttest endete ohne Antwort.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::ShortcutsDialog</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Previous and next epoch, on a page</source>
        <translation>Vorige und nächste Epoche, auf einer Seite</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>Follow live, on a page</source>
        <translation>Mitlaufen, auf einer Seite</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Plot: zoom in, zoom out, show all</source>
        <translation>Diagramm: näher, ferner, alles zeigen</translation>
    </message>
    <message>
        <source>+, -, 0</source>
        <translation>+, -, 0</translation>
    </message>
    <message>
        <source>Plot: zoom at the mouse</source>
        <translation>Diagramm: an der Maus vergrößern</translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation>Strg+Mausrad</translation>
    </message>
    <message>
        <source>Plot: show all</source>
        <translation>Diagramm: alles zeigen</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SleepInhibitor</name>
    <message>
        <source>A run is training</source>
        <translation>Ein Lauf trainiert</translation>
    </message>
</context>
<context>
    <name>tempera::ui::StatusLine</name>
    <message>
        <source>worker %1</source>
        <translation>Worker %1</translation>
    </message>
    <message>
        <source>%1 s/epoch</source>
        <translation>%1 s/Epoche</translation>
    </message>
    <message>
        <source>no run active</source>
        <translation>kein Lauf aktiv</translation>
    </message>
    <message>
        <source>1 run active</source>
        <translation>1 Lauf aktiv</translation>
    </message>
    <message>
        <source>%1 runs active</source>
        <translation>%1 Läufe aktiv</translation>
    </message>
</context>
<context>
    <name>tempera::ui::StripModel</name>
    <message>
        <source>Epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
</context>
<context>
    <name>tempera::ui::SweepForm</name>
    <message>
        <source>Setting, such as train.learning_rate</source>
        <translation>Einstellung, etwa train.learning_rate</translation>
    </message>
    <message>
        <source>Vary another setting</source>
        <translation>Weitere Einstellung verändern</translation>
    </message>
    <message>
        <source>Several values make several runs, one for every combination: a list (1, 2, 5), a range (1..5), a range with its step (0.1..0.5 step 0.1), or one that multiplies (1e-5..1e-3 times 10).</source>
        <translation>Mehrere Werte ergeben mehrere Läufe, einen für jede Kombination: eine Liste (1, 2, 5), ein Bereich (1..5), ein Bereich mit Schrittweite (0.1..0.5 step 0.1) oder einer, der vervielfacht (1e-5..1e-3 times 10).</translation>
    </message>
    <message>
        <source>Setting that varies, line %1</source>
        <translation>Veränderte Einstellung, Zeile %1</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Seeds, such as 1..3</source>
        <translation>Seeds, etwa 1..3</translation>
    </message>
    <message>
        <source>Values, line %1</source>
        <translation>Werte, Zeile %1</translation>
    </message>
    <message>
        <source>Do not vary this setting</source>
        <translation>Diese Einstellung nicht verändern</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Nothing varies: one run.</source>
        <translation>Nichts wird verändert: ein Lauf.</translation>
    </message>
    <message>
        <source>%1: %2 runs, of at most %3.</source>
        <translation>%1: %2 Läufe von höchstens %3.</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Settings that vary</source>
        <translation>Einstellungen, die sich ändern</translation>
    </message>
    <message>
        <source>Names of the runs</source>
        <translation>Namen der Läufe</translation>
    </message>
</context>
<context>
    <name>tempera::ui::TagsDialog</name>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Tags in this workspace</source>
        <translation>Schlagwörter in diesem Arbeitsbereich</translation>
    </message>
    <message>
        <source>New tags, with commas between them</source>
        <translation>Neue Schlagwörter, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Tags of %1</source>
        <translation>Schlagwörter von %1</translation>
    </message>
    <message>
        <source>Tags of %1 runs</source>
        <translation>Schlagwörter von %1 Läufen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::TagsField</name>
    <message>
        <source>Tags, with commas between them</source>
        <translation>Schlagwörter, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
</context>
<context>
    <name>tempera::ui::TimestepsPage</name>
    <message>
        <source>Timesteps</source>
        <translation>Zeitschritte</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Export the map as picture, drawing or numbers</source>
        <translation>Die Karte als Bild, Zeichnung oder Zahlen exportieren</translation>
    </message>
    <message>
        <source>Export the map</source>
        <translation>Die Karte exportieren</translation>
    </message>
    <message>
        <source>Statistic by epoch and diffusion time</source>
        <translation>Statistik nach Epoche und Diffusionszeit</translation>
    </message>
    <message>
        <source>Followed picture</source>
        <translation>Verfolgtes Bild</translation>
    </message>
    <message>
        <source>One picture through its denoising steps</source>
        <translation>Ein Bild durch seine Entrauschungsschritte</translation>
    </message>
    <message>
        <source>Choose a run on the left to see what happens at each of its denoising steps.</source>
        <translation>Wählen Sie links einen Lauf, um zu sehen, was in jedem seiner Entrauschungsschritte geschieht.</translation>
    </message>
    <message>
        <source>The statistics of this run can not be read.</source>
        <translation>Die Statistik dieses Laufs kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Reading the statistics…</source>
        <translation>Die Statistik wird gelesen …</translation>
    </message>
    <message>
        <source>This method credits no single denoising step, so there is nothing to tell them apart by. DDPO, TDPO and TDPO-R do.</source>
        <translation>Dieses Verfahren schreibt keinem einzelnen Entrauschungsschritt etwas gut, daher lassen sie sich nicht unterscheiden. DDPO, TDPO und TDPO-R tun das.</translation>
    </message>
    <message>
        <source>The denoising steps appear here after the first epoch.</source>
        <translation>Die Entrauschungsschritte erscheinen hier nach der ersten Epoche.</translation>
    </message>
    <message>
        <source>This run has no statistics of its denoising steps.</source>
        <translation>Dieser Lauf hat keine Statistik seiner Entrauschungsschritte.</translation>
    </message>
    <message>
        <source>%1 can not be written.</source>
        <translation>%1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>diffusion time</source>
        <translation>Diffusionszeit</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>Diffusion time %1</source>
        <translation>Diffusionszeit %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Nothing stored: this step is not trained</source>
        <translation>Nichts gespeichert: Dieser Schritt wird nicht trainiert</translation>
    </message>
    <message>
        <source>No picture was followed in this run; images.trajectories sets how many are.</source>
        <translation>In diesem Lauf wurde kein Bild verfolgt; images.trajectories legt fest, wie viele es sind.</translation>
    </message>
    <message>
        <source>%1, seed %2, reward %3</source>
        <translation>%1, Seed %2, Reward %3</translation>
    </message>
</context>
<context>
    <name>tempera::ui::TrajectoryPanel</name>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
</context>
<context>
    <name>tempera::ui::TrajectoryView</name>
    <message>
        <source>One picture through its denoising steps</source>
        <translation>Ein Bild durch seine Entrauschungsschritte</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>diffusion time %1</source>
        <translation>Diffusionszeit %1</translation>
    </message>
    <message>
        <source>critic value %1</source>
        <translation>Kritikerwert %1</translation>
    </message>
    <message>
        <source>temporal reward %1</source>
        <translation>zeitlicher Reward %1</translation>
    </message>
    <message>
        <source>critic value</source>
        <translation>Kritikerwert</translation>
    </message>
    <message>
        <source>temporal reward</source>
        <translation>zeitlicher Reward</translation>
    </message>
    <message>
        <source>%1: none</source>
        <translation>%1: keiner</translation>
    </message>
    <message>
        <source>diffusion time</source>
        <translation>Diffusionszeit</translation>
    </message>
</context>
<context>
    <name>tempera::ui::TrashDialog</name>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Empty trash…</source>
        <translation>Papierkorb leeren …</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Moved here</source>
        <translation>Hierher verschoben</translation>
    </message>
    <message>
        <source>Runs in the trash</source>
        <translation>Läufe im Papierkorb</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>Der Papierkorb ist leer.</translation>
    </message>
    <message>
        <source>1 run, %1.</source>
        <translation>1 Lauf, %1.</translation>
    </message>
    <message>
        <source>%1 runs, %2.</source>
        <translation>%1 Läufe, %2.</translation>
    </message>
    <message>
        <source>Empty Trash</source>
        <translation>Papierkorb leeren</translation>
    </message>
    <message>
        <source>Delete 1 run (%1) for good?</source>
        <translation>1 Lauf (%1) endgültig löschen?</translation>
    </message>
    <message>
        <source>Delete %1 runs (%2) for good?</source>
        <translation>%1 Läufe (%2) endgültig löschen?</translation>
    </message>
    <message>
        <source>Their pictures, values and checkpoints are lost. This can not be undone.</source>
        <translation>Ihre Bilder, Werte und Checkpoints gehen verloren. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>Wird gelöscht …</translation>
    </message>
</context>
<context>
    <name>tempera::ui::VerdictView</name>
    <message>
        <source>No other judge was asked: whether the run is overoptimized, its own reward cannot tell.</source>
        <translation>Kein anderer Richter wurde gefragt: Ob der Lauf überoptimiert ist, kann sein eigener Reward nicht sagen.</translation>
    </message>
    <message>
        <source>Go to epoch %1</source>
        <translation>Zu Epoche %1</translation>
    </message>
    <message>
        <source>Copy evaluate command</source>
        <translation>Befehl zum Auswerten kopieren</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Export this LoRA…</source>
        <translation>Dieses LoRA exportieren …</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Write the weights of epoch %1 for another program</source>
        <translation>Die Gewichte von Epoche %1 für ein anderes Programm schreiben</translation>
    </message>
</context>
<context>
    <name>tempera::ui::WhatIfModel</name>
    <message>
        <source>The run&apos;s own threshold, looked at now</source>
        <translation>Die eigene Schwelle des Laufs, gerade betrachtet</translation>
    </message>
    <message>
        <source>The run&apos;s own threshold</source>
        <translation>Die eigene Schwelle des Laufs</translation>
    </message>
    <message>
        <source>Looked at now</source>
        <translation>Gerade betrachtet</translation>
    </message>
    <message>
        <source>Threshold of the normalised score</source>
        <translation>Schwelle der normierten Aktivierung</translation>
    </message>
    <message>
        <source>Dormant share of all neurons, %</source>
        <translation>Ruhender Anteil aller Neuronen, %</translation>
    </message>
    <message>
        <source>Dormant share of layer %1, %</source>
        <translation>Ruhender Anteil von Schicht %1, %</translation>
    </message>
    <message>
        <source>Score ≤</source>
        <translation>≤</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
</context>
<context>
    <name>tempera::ui::WhatIfPanel</name>
    <message>
        <source>Dormant at other thresholds, % of each layer</source>
        <translation>Ruhend je Schwelle, %</translation>
    </message>
    <message>
        <source>Of the epoch that is shown. The threshold that is looked at is bold, the run&apos;s own underlined. Enter or a double click looks at one.</source>
        <translation>Von der gezeigten Epoche. Die betrachtete Schwelle ist fett, die eigene des Laufs unterstrichen. Eingabe oder Doppelklick betrachtet eine andere.</translation>
    </message>
    <message>
        <source>Dormant share by threshold and layer</source>
        <translation>Ruhender Anteil nach Schwelle und Schicht</translation>
    </message>
</context>
<context>
    <name>tempera::ui::WorkerCommand</name>
    <message>
        <source>The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path.</source>
        <translation>Das Worker-Programm tempera-run wurde nicht gefunden: Bauen Sie es oder setzen Sie TEMPERA_RUN auf seinen Pfad.</translation>
    </message>
    <message>
        <source>%1 could not be started: check that it may be executed.</source>
        <translation>%1 konnte nicht gestartet werden: Prüfen Sie, ob es ausgeführt werden darf.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::WorkerLauncher</name>
    <message>
        <source>Starting %1…</source>
        <translation>%1 startet …</translation>
    </message>
    <message>
        <source>Resuming %1…</source>
        <translation>%1 wird fortgesetzt …</translation>
    </message>
    <message>
        <source>No temporary file can be written in %1: free some space there.</source>
        <translation>In %1 kann keine zeitweilige Datei geschrieben werden: Schaffen Sie dort Platz.</translation>
    </message>
    <message>
        <source>The worker ended at once and said nothing.</source>
        <translation>Der Worker endete sofort und sagte nichts.</translation>
    </message>
</context>
<context>
    <name>tempera::ui::WorkspaceCommands</name>
    <message>
        <source>Open Workspace</source>
        <translation>Arbeitsbereich öffnen</translation>
    </message>
    <message>
        <source>&amp;Clear List</source>
        <translation>Liste &amp;leeren</translation>
    </message>
</context>
<context>
    <name>tempera::ui::Writer</name>
    <message>
        <source>Written on %1 by Tempera %2</source>
        <translation>Geschrieben am %1 von Tempera %2</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Verfahren</translation>
    </message>
    <message>
        <source>Trained reward</source>
        <translation>Trainierter Reward</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>Grundmodell</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>At equal trained reward</source>
        <translation>Bei gleichem trainiertem Reward</translation>
    </message>
    <message>
        <source>Where each run first reaches a trained reward of %1: nine tenths of the way to the run that climbs least. Mean ± sample deviation over the seeds; fewer than all runs in brackets.</source>
        <translation>Wo jeder Lauf erstmals einen trainierten Reward von %1 erreicht: neun Zehntel des Wegs des Laufs, der am wenigsten steigt. Mittel ± Stichprobenabweichung über die Seeds; in Klammern, wenn nicht alle Läufe eingehen.</translation>
    </message>
    <message>
        <source>Left out, with another trained reward or without evaluations: %1.</source>
        <translation>Ausgelassen, da mit anderem trainiertem Reward oder ohne Auswertungen: %1.</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Group: %1</source>
        <translation>Gruppe: %1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>Reproduce card</source>
        <translation>Reproduktionskarte</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Overoptimization</source>
        <translation>Überoptimierung</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>%1, z</source>
        <translation>%1, z</translation>
    </message>
    <message>
        <source>Mean z</source>
        <translation>Mittleres z</translation>
    </message>
    <message>
        <source>Smoothed</source>
        <translation>Geglättet</translation>
    </message>
    <message>
        <source>Gold</source>
        <translation>Gold</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>Auswertungen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>First, epoch %1</source>
        <translation>Erste, Epoche %1</translation>
    </message>
    <message>
        <source>Best by the other judges, epoch %1</source>
        <translation>Beste nach den anderen Richtern, Epoche %1</translation>
    </message>
    <message>
        <source>Highest trained reward, epoch %1</source>
        <translation>Höchster trainierter Reward, Epoche %1</translation>
    </message>
    <message>
        <source>Last, epoch %1</source>
        <translation>Letzte, Epoche %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>gold %1</source>
        <translation>Gold %1</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Anläufe</translation>
    </message>
    <message>
        <source>not ended, or the worker was lost</source>
        <translation>nicht beendet oder Worker verloren</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>From epoch</source>
        <translation>Ab Epoche</translation>
    </message>
    <message>
        <source>Why it ended</source>
        <translation>Warum er endete</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
</context>
<context>
    <name>tempera::ui::heatmap</name>
    <message>
        <source>Picture (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>Zeichnung (*.svg)</translation>
    </message>
    <message>
        <source>Numbers (*.csv)</source>
        <translation>Zahlen (*.csv)</translation>
    </message>
</context>
<context>
    <name>tempera::ui::run_facts</name>
    <message>
        <source>%1 KiB</source>
        <translation>%1 KiB</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
</context>
<context>
    <name>tempera::ui::theme</name>
    <message>
        <source>Queued</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Abgebrochen</translation>
    </message>
</context>
<context>
    <name>tempera::ui::timesteps</name>
    <message>
        <source>Temporal reward</source>
        <translation>Zeitlicher Reward</translation>
    </message>
    <message>
        <source>mean over samples</source>
        <translation>Mittel über die Bilder</translation>
    </message>
    <message>
        <source>What the update credits the step with: the return less the critic&apos;s value, after whitening and clipping; without a critic the advantage.</source>
        <translation>Was die Aktualisierung dem Schritt gutschreibt: der Return abzüglich des Kritikerwerts, nach Normierung und Clipping; ohne Kritiker die Advantage.</translation>
    </message>
    <message>
        <source>Temporal reward, spread</source>
        <translation>Zeitlicher Reward, Streuung</translation>
    </message>
    <message>
        <source>deviation over samples</source>
        <translation>Abweichung über die Bilder</translation>
    </message>
    <message>
        <source>How much the temporal reward differs between the samples.</source>
        <translation>Wie stark sich der zeitliche Reward zwischen den Bildern unterscheidet.</translation>
    </message>
    <message>
        <source>Critic value</source>
        <translation>Kritikerwert</translation>
    </message>
    <message>
        <source>mean over samples, normalised reward</source>
        <translation>Mittel über die Bilder, normierter Reward</translation>
    </message>
    <message>
        <source>The return that the critic expects when it looks at the state of this step, before the updates of the epoch.</source>
        <translation>Der Return, den der Kritiker beim Blick auf den Zustand dieses Schritts erwartet, vor den Aktualisierungen der Epoche.</translation>
    </message>
    <message>
        <source>Critic value, spread</source>
        <translation>Kritikerwert, Streuung</translation>
    </message>
    <message>
        <source>How much the critic tells samples apart: near 0 it says the same of all.</source>
        <translation>Wie sehr der Kritiker Bilder unterscheidet: Nahe 0 sagt er über alle dasselbe.</translation>
    </message>
    <message>
        <source>Explained variance</source>
        <translation>Erklärte Varianz</translation>
    </message>
    <message>
        <source>share of the returns&apos; variance</source>
        <translation>Anteil an der Varianz der Returns</translation>
    </message>
    <message>
        <source>1 - Var(return - value) / Var(return) over the samples: 1 is a perfect critic, 0 is none, below 0 it misleads.</source>
        <translation>1 - Var(Return - Wert) / Var(Return) über die Bilder: 1 ist ein vollkommener Kritiker, 0 ist keiner, unter 0 führt er in die Irre.</translation>
    </message>
    <message>
        <source>Ratio deviation</source>
        <translation>Abweichung der Ratio</translation>
    </message>
    <message>
        <source>root mean square of r - 1</source>
        <translation>quadratisches Mittel von r - 1</translation>
    </message>
    <message>
        <source>How far the ratio r of new to old probability strays from 1 over the updates of the epoch.</source>
        <translation>Wie weit die Ratio r von neuer zu alter Wahrscheinlichkeit über die Aktualisierungen der Epoche von 1 abweicht.</translation>
    </message>
    <message>
        <source>Clip fraction</source>
        <translation>Clip Fraction</translation>
    </message>
    <message>
        <source>share of transitions</source>
        <translation>Anteil der Übergänge</translation>
    </message>
    <message>
        <source>Transitions whose ratio is outside 1 ± train.clip_range.</source>
        <translation>Übergänge, deren Ratio außerhalb von 1 ± train.clip_range liegt.</translation>
    </message>
    <message>
        <source>KL to the sampling policy</source>
        <translation>KL zur Strategie der Bilderzeugung</translation>
    </message>
    <message>
        <source>mean of r - 1 - ln r</source>
        <translation>Mittel von r - 1 - ln r</translation>
    </message>
    <message>
        <source>How far the updates of the epoch move the policy from the one that sampled.</source>
        <translation>Wie weit die Aktualisierungen der Epoche die Strategie von der wegbewegen, die die Bilder erzeugt hat.</translation>
    </message>
    <message>
        <source>KL to the base model</source>
        <translation>KL zum Grundmodell</translation>
    </message>
    <message>
        <source>mean log-prob difference</source>
        <translation>mittlere Log-Prob-Differenz</translation>
    </message>
    <message>
        <source>How far the policy is from the model that it began as.</source>
        <translation>Wie weit die Strategie von dem Modell entfernt ist, als das sie begann.</translation>
    </message>
    <message>
        <source>Gradient signal to noise</source>
        <translation>Signal-Rausch-Verhältnis des Gradienten</translation>
    </message>
    <message>
        <source>norm over standard error</source>
        <translation>Norm durch Standardfehler</translation>
    </message>
    <message>
        <source>Length of the gradient over its standard error between micro-batches; below 1 it is mostly noise.</source>
        <translation>Länge des Gradienten geteilt durch seinen Standardfehler zwischen Mikro-Batches; unter 1 ist er vor allem Rauschen.</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Empfindlichkeit</translation>
    </message>
    <message>
        <source>own deviations per unit of noise</source>
        <translation>eigene Abweichungen je Einheit Rauschen</translation>
    </message>
    <message>
        <source>By how many of its own standard deviations the step moves per unit of predicted noise; a matter of the sampler alone.</source>
        <translation>Um wie viele seiner eigenen Standardabweichungen sich der Schritt je Einheit vorhergesagten Rauschens bewegt; allein eine Sache des Samplers.</translation>
    </message>
</context>
</TS>
