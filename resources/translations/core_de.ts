<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>core</name>
    <message>
        <source>How the weights learn what is wanted: policy gradient (ddpo), with a critic at every denoising step (tdpo), with neuron resets of that critic (tdpo-r), back-propagation through the sampler (align-prop), or winning pictures against samples of an earlier policy (seppo).</source>
        <translation>Wie die Gewichte lernen, was gewünscht ist: Policy Gradient (ddpo), mit einem Kritiker an jedem Entrauschungsschritt (tdpo), mit Zurücksetzen von dessen Neuronen (tdpo-r), Backpropagation durch die Bilderzeugung (align-prop) oder Siegerbilder gegen Bilder einer früheren Strategie (seppo).</translation>
    </message>
    <message>
        <source>Name of the run in lists; empty = made from method and reward.</source>
        <translation>Name des Laufs in Listen; leer = aus Methode und Reward gebildet.</translation>
    </message>
    <message>
        <source>Every random draw of the run derives from this number.</source>
        <translation>Jede Zufallszahl des Laufs leitet sich von dieser Zahl ab.</translation>
    </message>
    <message>
        <source>Rounds of sampling and training.</source>
        <translation>Runden aus Bilderzeugung und Training.</translation>
    </message>
    <message>
        <source>Where the tensors live; auto takes CUDA when it is there.</source>
        <translation>Wo die Tensoren liegen; auto nimmt CUDA, wenn es vorhanden ist.</translation>
    </message>
    <message>
        <source>CPU threads of the worker; 0 = all cores.</source>
        <translation>CPU-Threads des Workers; 0 = alle Kerne.</translation>
    </message>
    <message>
        <source>Samples per call of the UNet, in sampling and in training; changes memory and speed, not the result.</source>
        <translation>Bilder je Aufruf des UNet, bei der Bilderzeugung und im Training; ändert Speicherbedarf und Geschwindigkeit, nicht das Ergebnis.</translation>
    </message>
    <message>
        <source>Base model: the embedded one by name, a folder in diffusers layout, or a single .safetensors checkpoint.</source>
        <translation>Grundmodell: das eingebettete mit seinem Namen, ein Ordner im diffusers-Format oder ein einzelner .safetensors-Checkpoint.</translation>
    </message>
    <message>
        <source>Rank of the low-rank adapters on the attention projections.</source>
        <translation>Rang der Low-Rank-Adapter an den Attention-Projektionen.</translation>
    </message>
    <message>
        <source>Prompt list by name, or a text file with one prompt per line.</source>
        <translation>Promptliste mit ihrem Namen oder eine Textdatei mit einem Prompt je Zeile.</translation>
    </message>
    <message>
        <source>Distinct prompts of an epoch, equal numbers of samples each; 0 = a random prompt for each sample.</source>
        <translation>Verschiedene Prompts einer Epoche, zu jedem gleich viele Bilder; 0 = ein zufälliger Prompt für jedes Bild.</translation>
    </message>
    <message>
        <source>The reward that the run raises: a judge, NAME=PATH or NAME=http://..., or a weighted sum of them.</source>
        <translation>Der Reward, den der Lauf steigert: ein Richter, NAME=PFAD oder NAME=http://..., oder eine gewichtete Summe davon.</translation>
    </message>
    <message>
        <source>Folder with the public weights of judges; empty = rewards/ among the user's data.</source>
        <translation>Ordner mit den öffentlichen Gewichten der Richter; leer = rewards/ bei den Daten des Benutzers.</translation>
    </message>
    <message>
        <source>Denoising steps of a picture.</source>
        <translation>Entrauschungsschritte eines Bildes.</translation>
    </message>
    <message>
        <source>Noise of the DDIM sampler: 1 = as much as DDPM, 0 = deterministic (policy gradients need noise).</source>
        <translation>Rauschen des DDIM-Verfahrens: 1 = so viel wie DDPM, 0 = deterministisch (Policy Gradients brauchen Rauschen).</translation>
    </message>
    <message>
        <source>Weight of classifier-free guidance; 1 = none.</source>
        <translation>Gewicht der Classifier-free Guidance; 1 = keine.</translation>
    </message>
    <message>
        <source>Samples of one sampling batch.</source>
        <translation>Bilder eines Stapels der Bilderzeugung.</translation>
    </message>
    <message>
        <source>Sampling batches of an epoch; times sample.batch_size this is the number of samples.</source>
        <translation>Stapel der Bilderzeugung je Epoche; mal sample.batch_size ergibt das die Zahl der Bilder.</translation>
    </message>
    <message>
        <source>Epochs between two resets of the critic's neurons.</source>
        <translation>Epochen zwischen zwei Zurücksetzungen der Neuronen des Kritikers.</translation>
    </message>
    <message>
        <source>A critic neuron is dormant when its normalised activation score is at most this.</source>
        <translation>Ein Neuron des Kritikers ruht, wenn sein normierter Aktivierungswert höchstens so groß ist.</translation>
    </message>
    <message>
        <source>A second threshold, counted in the statistics only; 0 = none.</source>
        <translation>Eine zweite Schwelle, die nur in der Statistik zählt; 0 = keine.</translation>
    </message>
    <message>
        <source>Samples of one training batch.</source>
        <translation>Bilder eines Trainingsstapels.</translation>
    </message>
    <message>
        <source>Training batches summed into one update; times train.batch_size this is the effective batch.</source>
        <translation>Trainingsstapel, die zu einer Aktualisierung summiert werden; mal train.batch_size ist das der wirksame Stapel.</translation>
    </message>
    <message>
        <source>Passes over the samples of an epoch.</source>
        <translation>Durchgänge durch die Bilder einer Epoche.</translation>
    </message>
    <message>
        <source>Learning rate of AdamW for the adapters.</source>
        <translation>Lernrate von AdamW für die Adapter.</translation>
    </message>
    <message>
        <source>Decay of AdamW's first moment.</source>
        <translation>Abklingen des ersten Moments von AdamW.</translation>
    </message>
    <message>
        <source>Decay of AdamW's second moment.</source>
        <translation>Abklingen des zweiten Moments von AdamW.</translation>
    </message>
    <message>
        <source>Decoupled weight decay of AdamW.</source>
        <translation>Entkoppelter Weight Decay von AdamW.</translation>
    </message>
    <message>
        <source>Added to AdamW's denominator.</source>
        <translation>Summand im Nenner von AdamW.</translation>
    </message>
    <message>
        <source>Gradients longer than this are scaled down to it.</source>
        <translation>Längere Gradienten werden auf diese Länge verkleinert.</translation>
    </message>
    <message>
        <source>Trains with the same classifier-free guidance that sampling uses.</source>
        <translation>Trainiert mit derselben Classifier-free Guidance wie die Bilderzeugung.</translation>
    </message>
    <message>
        <source>The policy ratio stops counting outside 1 +- this; the official value fits latents of 16384 numbers.</source>
        <translation>Die Ratio der Strategie zählt außerhalb von 1 ± diesem Wert nicht mehr; der offizielle Wert passt zu Latents aus 16384 Zahlen.</translation>
    </message>
    <message>
        <source>Advantages are clipped to +- this; 0 = not clipped.</source>
        <translation>Advantages werden auf ± diesen Wert begrenzt; 0 = nicht begrenzt.</translation>
    </message>
    <message>
        <source>Share of the denoising steps that is trained.</source>
        <translation>Anteil der Entrauschungsschritte, der trainiert wird.</translation>
    </message>
    <message>
        <source>Only this many first (noisiest) denoising steps are trained; 0 = all.</source>
        <translation>Nur so viele erste (am stärksten verrauschte) Entrauschungsschritte werden trainiert; 0 = alle.</translation>
    </message>
    <message>
        <source>Discount of the reward per denoising step.</source>
        <translation>Diskontierung des Rewards je Entrauschungsschritt.</translation>
    </message>
    <message>
        <source>What a step is credited with: the normalised return (per_prompt), the same with rewards compared within their prompt's samples of the epoch (group), or the return minus a critic's value (critic); auto is per_prompt for ddpo and critic for tdpo and tdpo-r.</source>
        <translation>Was einem Schritt angerechnet wird: der normierte Ertrag (per_prompt), derselbe mit Rewards, die innerhalb der Bilder ihres Prompts in der Epoche verglichen werden (group), oder der Ertrag minus der Wert eines Kritikers (critic); auto ist per_prompt bei ddpo und critic bei tdpo und tdpo-r.</translation>
    </message>
    <message>
        <source>Centres rewards and divides them by their deviation; per_prompt.tracking says whose moments count.</source>
        <translation>Zentriert Rewards und teilt sie durch ihre Standardabweichung; per_prompt.tracking sagt, wessen Momente zählen.</translation>
    </message>
    <message>
        <source>Divides rewards by their deviation without centring them, instead of train.reward_norm.</source>
        <translation>Teilt Rewards durch ihre Standardabweichung, ohne sie zu zentrieren, anstelle von train.reward_norm.</translation>
    </message>
    <message>
        <source>Rewards are clipped to +- this after normalisation; 0 = not clipped.</source>
        <translation>Rewards werden nach der Normierung auf ± diesen Wert begrenzt; 0 = nicht begrenzt.</translation>
    </message>
    <message>
        <source>Shuffles the samples before training.</source>
        <translation>Mischt die Bilder vor dem Training.</translation>
    </message>
    <message>
        <source>Shuffles the denoising steps of each sample.</source>
        <translation>Mischt die Entrauschungsschritte jedes Bildes.</translation>
    </message>
    <message>
        <source>Importance-sampled clipped ratio (is) or plain score function (sf, one update per epoch).</source>
        <translation>Begrenzte Ratio mit Importance Sampling (is) oder die einfache Score-Funktion (sf, eine Aktualisierung je Epoche).</translation>
    </message>
    <message>
        <source>Walks all steps of a sample, then the next (sample_major), or all samples of a step (time_major).</source>
        <translation>Geht alle Schritte eines Bildes durch, dann das nächste Bild (sample_major), oder alle Bilder eines Schritts (time_major).</translation>
    </message>
    <message>
        <source>Whitens a critic's advantages over the samples and steps of an epoch.</source>
        <translation>Normiert die Advantages des Kritikers über die Bilder und Schritte einer Epoche.</translation>
    </message>
    <message>
        <source>Whitens a critic's advantages by the recent samples of their prompt instead.</source>
        <translation>Normiert die Advantages des Kritikers stattdessen mit den letzten Bildern ihres Prompts.</translation>
    </message>
    <message>
        <source>Accumulates over all steps of the samples too, so that an epoch has few, large updates.</source>
        <translation>Summiert auch über alle Schritte der Bilder, sodass eine Epoche wenige große Aktualisierungen hat.</translation>
    </message>
    <message>
        <source>Normalises rewards by the recent mean and deviation of their prompt.</source>
        <translation>Normiert Rewards mit dem letzten Mittelwert und der Standardabweichung ihres Prompts.</translation>
    </message>
    <message>
        <source>Latest rewards kept per prompt.</source>
        <translation>Letzte Rewards, die je Prompt behalten werden.</translation>
    </message>
    <message>
        <source>With fewer rewards than this, the statistics of the whole epoch stand in for the prompt's.</source>
        <translation>Bei weniger Rewards als diesem Wert tritt die Statistik der ganzen Epoche an die Stelle derjenigen des Prompts.</translation>
    </message>
    <message>
        <source>Weight of the penalty for moving away from the base model, joined to the reward of every step; 0 = none.</source>
        <translation>Gewicht der Strafe für die Entfernung vom Grundmodell, die zum Reward jedes Schritts kommt; 0 = keine.</translation>
    </message>
    <message>
        <source>Penalty of a step whose log-probability rose by d over the base model's: d, |d|, d^2/2, max(d, 0), e^d - 1 - d, or the Jensen-Shannon form.</source>
        <translation>Strafe eines Schritts, dessen Log-Wahrscheinlichkeit um d über die des Grundmodells stieg: d, |d|, d^2/2, max(d, 0), e^d - 1 - d oder die Jensen-Shannon-Form.</translation>
    </message>
    <message>
        <source>First value of the controller that scales the penalty.</source>
        <translation>Anfangswert des Reglers, der die Strafe skaliert.</translation>
    </message>
    <message>
        <source>The controller aims at this divergence from the base model; 0 = it stays at kl.init_coef.</source>
        <translation>Der Regler strebt diese Divergenz vom Grundmodell an; 0 = er bleibt bei kl.init_coef.</translation>
    </message>
    <message>
        <source>Samples over which the controller corrects a deviation from kl.target.</source>
        <translation>Bilder, über die der Regler eine Abweichung von kl.target ausgleicht.</translation>
    </message>
    <message>
        <source>Measures the divergence from the base model even without a penalty; costs as much as sampling.</source>
        <translation>Misst die Divergenz vom Grundmodell auch ohne Strafe; kostet so viel wie die Bilderzeugung.</translation>
    </message>
    <message>
        <source>Learning rate of AdamW for the critic.</source>
        <translation>Lernrate von AdamW für den Kritiker.</translation>
    </message>
    <message>
        <source>A new value may differ from the old one by this much; 0 = not clipped.</source>
        <translation>So weit darf ein neuer Wert vom alten abweichen; 0 = nicht begrenzt.</translation>
    </message>
    <message>
        <source>Weight of the critic's loss.</source>
        <translation>Gewicht des Verlusts des Kritikers.</translation>
    </message>
    <message>
        <source>First weights: the official tiny normal, or scaled by the fan-in, which learns in a few epochs.</source>
        <translation>Anfangsgewichte: die offizielle winzige Normalverteilung oder nach dem Fan-in skaliert, womit er in wenigen Epochen lernt.</translation>
    </message>
    <message>
        <source>Between the critic's layers: none as in the official network, or ReLU.</source>
        <translation>Zwischen den Schichten des Kritikers: nichts (none) wie im offiziellen Netz, oder ReLU.</translation>
    </message>
    <message>
        <source>The critic sees features of the decoded noisy latent (decoded, official), of the decoded prediction of the final one (x0hat), or cheap features of the latent itself (latent).</source>
        <translation>Der Kritiker sieht Merkmale des decodierten verrauschten Latents (decoded, offiziell), der decodierten Vorhersage des endgültigen (x0hat) oder billige Merkmale des Latents selbst (latent).</translation>
    </message>
    <message>
        <source>The judge through whose image encoder the critic looks; empty = the reward's own (official), else CLIP ViT-L/14, or for the embedded model animals-aesthetic.</source>
        <translation>Der Richter, durch dessen Bildencoder der Kritiker sieht; leer = der des Rewards (offiziell), sonst CLIP ViT-L/14, beim eingebetteten Modell animals-aesthetic.</translation>
    </message>
    <message>
        <source>Dropout in the critic while it trains.</source>
        <translation>Dropout im Kritiker, während er trainiert.</translation>
    </message>
    <message>
        <source>States that neuron statistics are measured on: at random from each epoch (official), or the same ones of the run's first epoch, so that epochs can be compared.</source>
        <translation>Zustände, an denen die Statistik der Neuronen gemessen wird: zufällig aus jeder Epoche (offiziell) oder immer dieselben aus der ersten Epoche des Laufs, damit sich Epochen vergleichen lassen.</translation>
    </message>
    <message>
        <source>Which neurons of the critic a reset draws anew.</source>
        <translation>Welche Neuronen des Kritikers ein Zurücksetzen neu zieht.</translation>
    </message>
    <message>
        <source>Outgoing weights of a reset neuron: drawn anew (official), or zero.</source>
        <translation>Ausgehende Gewichte eines zurückgesetzten Neurons: neu gezogen (offiziell) oder null.</translation>
    </message>
    <message>
        <source>How the first step that the gradient reaches is chosen, once for each update; per_step is the way of the first official code, where every step is kept or left out by a draw of its own.</source>
        <translation>Wie der erste Schritt gewählt wird, den der Gradient erreicht, einmal je Aktualisierung; per_step ist die Art des ersten offiziellen Codes, bei der jeder Schritt durch eigenes Los bleibt oder wegfällt.</translation>
    </message>
    <message>
        <source>First step that the gradient reaches when the truncation is fixed; -1 = the last step alone.</source>
        <translation>Erster Schritt, den der Gradient bei fester Kürzung erreicht; -1 = nur der letzte Schritt.</translation>
    </message>
    <message>
        <source>Weight of the loss.</source>
        <translation>Gewicht des Verlusts.</translation>
    </message>
    <message>
        <source>The loss is |reward - target|; 0 = the loss is 1 - reward.</source>
        <translation>Der Verlust ist |Reward - Ziel|; 0 = der Verlust ist 1 - Reward.</translation>
    </message>
    <message>
        <source>Folder of winning pictures with a metadata.jsonl (file_name, text); animals-best-of-n = the best of eight samples under gold, made at the first use.</source>
        <translation>Ordner mit Siegerbildern und einer metadata.jsonl (file_name, text); animals-best-of-n = das beste von acht Bildern nach gold, beim ersten Gebrauch erzeugt.</translation>
    </message>
    <message>
        <source>Strength of the pull towards the reference, as in Diffusion-DPO.</source>
        <translation>Stärke der Bindung an die Referenz, wie bei Diffusion-DPO.</translation>
    </message>
    <message>
        <source>Where the reference fits the winner better, its sample is learned from as well (sign) or left out (indicator); none = it always loses.</source>
        <translation>Wo die Referenz besser zum Sieger passt, wird auch aus ihrem Bild gelernt (sign) oder es wird ausgelassen (indicator); none = es verliert immer.</translation>
    </message>
    <message>
        <source>Draws of time and noise that the flipper averages over; the paper uses one.</source>
        <translation>Ziehungen von Zeit und Rauschen, über die der Flipper mittelt; die Veröffentlichung nimmt eine.</translation>
    </message>
    <message>
        <source>Which earlier policy of the pool paints the losing pictures.</source>
        <translation>Welche frühere Strategie des Pools die unterlegenen Bilder malt.</translation>
    </message>
    <message>
        <source>How often a random reference is drawn: whenever the pool grows, or for each update (an assumption: the paper does not say).</source>
        <translation>Wie oft eine zufällige Referenz gezogen wird: immer, wenn der Pool wächst, oder für jede Aktualisierung (eine Annahme: Die Veröffentlichung sagt es nicht).</translation>
    </message>
    <message>
        <source>The losing sample is used as the sampler left it, or decoded and encoded again like a winner (an assumption: the paper does not say).</source>
        <translation>Das unterlegene Bild wird genommen, wie es erzeugt wurde, oder wie ein Sieger decodiert und wieder encodiert (eine Annahme: Die Veröffentlichung sagt es nicht).</translation>
    </message>
    <message>
        <source>Updates between two additions of the policy to the pool.</source>
        <translation>Aktualisierungen zwischen zwei Aufnahmen der Strategie in den Pool.</translation>
    </message>
    <message>
        <source>Policies in the pool at most: when it is full, the oldest but the first makes room.</source>
        <translation>Höchstzahl der Strategien im Pool: Ist er voll, macht die älteste nach der ersten Platz.</translation>
    </message>
    <message>
        <source>Share of pairs that are trained without their prompt, as in Diffusion-DPO.</source>
        <translation>Anteil der Paare, die ohne ihren Prompt trainiert werden, wie bei Diffusion-DPO.</translation>
    </message>
    <message>
        <source>Share of all updates over which the learning rate rises (an assumption, from Diffusion-DPO).</source>
        <translation>Anteil aller Aktualisierungen, über den die Lernrate steigt (eine Annahme, aus Diffusion-DPO).</translation>
    </message>
    <message>
        <source>Epochs between two evaluations; 0 = never.</source>
        <translation>Epochen zwischen zwei Auswertungen; 0 = nie.</translation>
    </message>
    <message>
        <source>Pictures of an evaluation, always with the same prompts and noise.</source>
        <translation>Bilder einer Auswertung, immer mit denselben Prompts und demselben Rauschen.</translation>
    </message>
    <message>
        <source>Fixes the noise of the evaluation pictures.</source>
        <translation>Legt das Rauschen der Auswertungsbilder fest.</translation>
    </message>
    <message>
        <source>Other judges of every picture, never trained on.</source>
        <translation>Weitere Richter jedes Bildes, auf die nie trainiert wird.</translation>
    </message>
    <message>
        <source>Prompts of the evaluation, as in prompts.file; empty = the training prompts.</source>
        <translation>Prompts der Auswertung, wie bei prompts.file; leer = die Prompts des Trainings.</translation>
    </message>
    <message>
        <source>Prompts that training never sees, as in prompts.file, evaluated as a set of their own; empty = none.</source>
        <translation>Prompts, die das Training nie sieht, wie bei prompts.file, als eigener Satz ausgewertet; leer = keine.</translation>
    </message>
    <message>
        <source>Pictures of the evaluation on unseen prompts.</source>
        <translation>Bilder der Auswertung mit ungesehenen Prompts.</translation>
    </message>
    <message>
        <source>Epochs between two checkpoints.</source>
        <translation>Epochen zwischen zwei Checkpoints.</translation>
    </message>
    <message>
        <source>Latest checkpoints kept; 0 = all.</source>
        <translation>Letzte Checkpoints, die behalten werden; 0 = alle.</translation>
    </message>
    <message>
        <source>Epochs between two stored sets of training pictures; 0 = never.</source>
        <translation>Epochen zwischen zwei gespeicherten Sätzen von Trainingsbildern; 0 = nie.</translation>
    </message>
    <message>
        <source>Training pictures stored per set.</source>
        <translation>Gespeicherte Trainingsbilder je Satz.</translation>
    </message>
    <message>
        <source>The first so many training pictures of a stored set keep how they came to be: what the model predicted, and a critic thought, at every denoising step.</source>
        <translation>So viele erste Trainingsbilder eines gespeicherten Satzes behalten, wie sie entstanden: was das Modell bei jedem Entrauschungsschritt vorhersagte und ein Kritiker davon hielt.</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>passes</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>rewards</source>
        <translation>Rewards</translation>
    </message>
    <message>
        <source>draws</source>
        <translation>Ziehungen</translation>
    </message>
    <message>
        <source>updates</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <source>policies</source>
        <translation>Strategien</translation>
    </message>
    <message>
        <source>checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>AlignProp on the embedded animals</source>
        <translation>AlignProp mit den eingebetteten Tieren</translation>
    </message>
    <message>
        <source>Back-propagates the reward through the last denoising steps: fast, and fast to over-optimise.</source>
        <translation>Leitet den Reward durch die letzten Entrauschungsschritte zurück: schnell, und schnell überoptimiert.</translation>
    </message>
    <message>
        <source>DDPO on the embedded animals</source>
        <translation>DDPO mit den eingebetteten Tieren</translation>
    </message>
    <message>
        <source>Policy gradient with importance sampling; one update per denoising step, per-prompt baselines.</source>
        <translation>Policy Gradient mit Importance Sampling; eine Aktualisierung je Entrauschungsschritt, Vergleichswerte je Prompt.</translation>
    </message>
    <message>
        <source>TDPO until gold turns down</source>
        <translation>TDPO, bis gold wieder fällt</translation>
    </message>
    <message>
        <source>The same run, three times as long: the trained reward goes on climbing while the animals fade into one colour and gold falls.</source>
        <translation>Derselbe Lauf, dreimal so lang: Der trainierte Reward steigt weiter, während die Tiere in einer Farbe verblassen und gold fällt.</translation>
    </message>
    <message>
        <source>First minutes: overoptimization that you can see</source>
        <translation>Die ersten Minuten: Überoptimierung, die man sieht</translation>
    </message>
    <message>
        <source>AlignProp chases the colour saturation of the pictures until the animals drown in it; gold, the judge that cannot be fooled, turns down.</source>
        <translation>AlignProp jagt der Farbsättigung der Bilder nach, bis die Tiere darin untergehen; gold, der Richter, der sich nicht täuschen lässt, fällt.</translation>
    </message>
    <message>
        <source>SePPO on the embedded animals</source>
        <translation>SePPO mit den eingebetteten Tieren</translation>
    </message>
    <message>
        <source>Learns from winning pictures alone: the best of eight samples under gold, against samples of earlier policies. Makes the winners first.</source>
        <translation>Lernt allein aus Siegerbildern: das beste von acht Bildern nach gold, gegen Bilder früherer Strategien. Erzeugt zuerst die Sieger.</translation>
    </message>
    <message>
        <source>TDPO-R on the embedded animals</source>
        <translation>TDPO-R mit den eingebetteten Tieren</translation>
    </message>
    <message>
        <source>TDPO that resets the critic's active neurons every ten epochs, against the primacy bias.</source>
        <translation>TDPO, das alle zehn Epochen die aktiven Neuronen des Kritikers zurücksetzt, gegen den Primacy Bias.</translation>
    </message>
    <message>
        <source>TDPO on the embedded animals</source>
        <translation>TDPO mit den eingebetteten Tieren</translation>
    </message>
    <message>
        <source>A critic gives every denoising step its own advantage; otherwise the settings of animals-ddpo.</source>
        <translation>Ein Kritiker gibt jedem Entrauschungsschritt seine eigene Advantage; sonst die Einstellungen von animals-ddpo.</translation>
    </message>
    <message>
        <source>DDPO-100 on Stable Diffusion 1.4</source>
        <translation>DDPO-100 mit Stable Diffusion 1.4</translation>
    </message>
    <message>
        <source>DDPO with an update for each denoising step, 100 an epoch: what TDPO is compared with.</source>
        <translation>DDPO mit einer Aktualisierung je Entrauschungsschritt, 100 je Epoche: womit TDPO verglichen wird.</translation>
    </message>
    <message>
        <source>DDPO (DDPO-2) on Stable Diffusion 1.4</source>
        <translation>DDPO (DDPO-2) mit Stable Diffusion 1.4</translation>
    </message>
    <message>
        <source>The official hyperparameters for 8 GPUs on one: 256 pictures an epoch, two updates. Needs the model's folder, the judges' weights and a GPU.</source>
        <translation>Die offiziellen Hyperparameter für 8 GPUs auf einer: 256 Bilder je Epoche, zwei Aktualisierungen. Braucht den Ordner des Modells, die Gewichte der Richter und eine GPU.</translation>
    </message>
    <message>
        <source>TDPO-R on Stable Diffusion 1.4</source>
        <translation>TDPO-R mit Stable Diffusion 1.4</translation>
    </message>
    <message>
        <source>TDPO that resets the critic's active neurons every ten epochs, with the official settings.</source>
        <translation>TDPO, das alle zehn Epochen die aktiven Neuronen des Kritikers zurücksetzt, mit den offiziellen Einstellungen.</translation>
    </message>
    <message>
        <source>TDPO on Stable Diffusion 1.4</source>
        <translation>TDPO mit Stable Diffusion 1.4</translation>
    </message>
    <message>
        <source>The official hyperparameters for 8 GPUs on one: 256 pictures and 100 updates an epoch, of policy and critic.</source>
        <translation>Die offiziellen Hyperparameter für 8 GPUs auf einer: 256 Bilder und 100 Aktualisierungen je Epoche, von Strategie und Kritiker.</translation>
    </message>
    <message>
        <source>AlignProp on Stable Diffusion 1.5</source>
        <translation>AlignProp mit Stable Diffusion 1.5</translation>
    </message>
    <message>
        <source>The official hyperparameters for the aesthetic reward: 256 pictures and two updates an epoch, seven epochs. Needs the model's folder, the judges' weights and a GPU.</source>
        <translation>Die offiziellen Hyperparameter für den ästhetischen Reward: 256 Bilder und zwei Aktualisierungen je Epoche, sieben Epochen. Braucht den Ordner des Modells, die Gewichte der Richter und eine GPU.</translation>
    </message>
    <message>
        <source>SePPO on Stable Diffusion 1.5</source>
        <translation>SePPO mit Stable Diffusion 1.5</translation>
    </message>
    <message>
        <source>The published sizes: seven iterations of 30 updates over 2048 pairs each. Needs winning pictures, the model's folder, the judges' weights and GPUs.</source>
        <translation>Die veröffentlichten Größen: sieben Runden mit je 30 Aktualisierungen über 2048 Paare. Braucht Siegerbilder, den Ordner des Modells, die Gewichte der Richter und GPUs.</translation>
    </message>
    <message>
        <source>AlignProp</source>
        <translation>AlignProp</translation>
    </message>
    <message>
        <source>DDPO-100</source>
        <translation>DDPO-100</translation>
    </message>
    <message>
        <source>DDPO-2</source>
        <translation>DDPO-2</translation>
    </message>
    <message>
        <source>SePPO</source>
        <translation>SePPO</translation>
    </message>
    <message>
        <source>TDPO-R</source>
        <translation>TDPO-R</translation>
    </message>
    <message>
        <source>TDPO</source>
        <translation>TDPO</translation>
    </message>
    <message>
        <source>Gradients of the reward itself. Half as many pictures an epoch, so twice as many epochs.</source>
        <translation>Gradienten des Rewards selbst. Halb so viele Bilder je Epoche, daher doppelt so viele Epochen.</translation>
    </message>
    <message>
        <source>An update for each denoising step: what TDPO is, without its critic.</source>
        <translation>Eine Aktualisierung je Entrauschungsschritt: was TDPO ohne seinen Kritiker ist.</translation>
    </message>
    <message>
        <source>Sample by sample, two updates an epoch.</source>
        <translation>Bild für Bild, zwei Aktualisierungen je Epoche.</translation>
    </message>
    <message>
        <source>Winning pictures alone; it never sees the reward, which is here for comparison.</source>
        <translation>Nur Siegerbilder; den Reward sieht es nie, er steht zum Vergleich da.</translation>
    </message>
    <message>
        <source>TDPO that resets the critic's active neurons every ten epochs.</source>
        <translation>TDPO, das alle zehn Epochen die aktiven Neuronen des Kritikers zurücksetzt.</translation>
    </message>
    <message>
        <source>A critic gives every denoising step its own advantage.</source>
        <translation>Ein Kritiker gibt jedem Entrauschungsschritt seine eigene Advantage.</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>stop asked</source>
        <translation>Ende verlangt</translation>
    </message>
    <message>
        <source>interrupted by a signal</source>
        <translation>durch ein Signal unterbrochen</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>wertet aus</translation>
    </message>
    <message>
        <source>sampling</source>
        <translation>erzeugt Bilder</translation>
    </message>
    <message>
        <source>scoring</source>
        <translation>bewertet</translation>
    </message>
    <message>
        <source>updating</source>
        <translation>aktualisiert die Gewichte</translation>
    </message>
    <message>
        <source>making winners, %1 %</source>
        <translation>erzeugt Sieger, %1 %</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>Too early to tell: it takes three evaluations.</source>
        <translation>Zu früh für ein Urteil: Es braucht drei Auswertungen.</translation>
    </message>
    <message>
        <source>Nobody else was asked: `tempera-run evaluate RUN --rewards ...` lets other judges score what is stored.</source>
        <translation>Niemand sonst wurde gefragt: `tempera-run evaluate RUN --rewards ...` lässt andere Richter bewerten, was gespeichert ist.</translation>
    </message>
    <message>
        <source>Not overoptimized: the other judges stand at their highest, %1 +- %2 base deviations above the untrained model.</source>
        <translation>Nicht überoptimiert: Die anderen Richter stehen so hoch wie nie, %1 +- %2 Anfangsstreuungen über dem untrainierten Modell.</translation>
    </message>
    <message>
        <source>Not overoptimized: since epoch %1 the other judges fell by %2 +- %3 base deviations, which may be chance.</source>
        <translation>Nicht überoptimiert: Seit Epoche %1 fielen die anderen Richter um %2 +- %3 Anfangsstreuungen, was Zufall sein kann.</translation>
    </message>
    <message>
        <source>Past its best: since epoch %1 the other judges fell by %2 +- %3 base deviations, and the trained reward did not go on climbing.</source>
        <translation>Über den Höhepunkt hinaus: Seit Epoche %1 fielen die anderen Richter um %2 +- %3 Anfangsstreuungen, und der trainierte Reward stieg nicht weiter.</translation>
    </message>
    <message>
        <source>Past its best: since epoch %1 the other judges fell by %2 +- %3 base deviations.</source>
        <translation>Über den Höhepunkt hinaus: Seit Epoche %1 fielen die anderen Richter um %2 +- %3 Anfangsstreuungen.</translation>
    </message>
    <message>
        <source>Overoptimized since epoch %1: the other judges fell by %2 +- %3 base deviations while the trained reward climbed by %4 +- %5.</source>
        <translation>Überoptimiert seit Epoche %1: Die anderen Richter fielen um %2 +- %3 Anfangsstreuungen, während der trainierte Reward um %4 +- %5 stieg.</translation>
    </message>
    <message>
        <source>Suggested: the untrained model; at no epoch did the other judges like the pictures better.</source>
        <translation>Empfohlen: das untrainierte Modell; in keiner Epoche gefielen den anderen Richtern die Bilder besser.</translation>
    </message>
    <message>
        <source>Suggested: epoch %1.</source>
        <translation>Empfohlen: Epoche %1.</translation>
    </message>
    <message>
        <source>Suggested: epoch %1; the nearest whose weights are kept is %2 (checkpoint.keep).</source>
        <translation>Empfohlen: Epoche %1; die nächste, deren Gewichte aufbewahrt sind, ist %2 (checkpoint.keep).</translation>
    </message>
    <message>
        <source>Suggested: epoch %1; no weights are kept (checkpoint.keep).</source>
        <translation>Empfohlen: Epoche %1; es sind keine Gewichte aufbewahrt (checkpoint.keep).</translation>
    </message>
    <message>
        <source>Gold is best at epoch %1 (%2).</source>
        <translation>Gold ist bei Epoche %1 am besten (%2).</translation>
    </message>
    <message>
        <source>Gold is best at epoch %1 (%2); the suggestion loses %3 of it.</source>
        <translation>Gold ist bei Epoche %1 am besten (%2); die Empfehlung verliert davon %3.</translation>
    </message>
    <message>
        <source>%1 of %2 evaluations are left out: not all judges have a value there</source>
        <translation>%1 von %2 Auswertungen bleiben weg: Nicht alle Richter haben dort einen Wert</translation>
    </message>
</context>
</TS>
