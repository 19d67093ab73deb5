nav-updates = Updates
update-lead = Versies van het product, en welke daarvan op deze machine geïnstalleerd mogen worden.
update-version = Versie
update-version-installed = Geïnstalleerd
update-since = sinds { $at }
update-released = Uitgebracht
update-certificates = Certificaten
update-certificates-none = geen
update-size = Grootte
update-notes = Wat er nieuw is
update-may = Mag deze geïnstalleerd worden?
update-available = Nieuwere versies
update-none = Niets nieuwers
update-none-text = De versie die hier draait is de nieuwste die bekend is.
update-security = beveiligingsupdate
update-installed = Geïnstalleerd
update-older = Ouder
update-allowed = Ja
update-asks = Na bevestiging
update-refused = Nee
update-kept = Terug te zetten
update-kept-how = als root:
update-asked = Laatste antwoord van de leverancier
update-never-asked = nog geen
update-ask = Nu vragen
update-unanswered = De leverancier gaf geen bruikbaar antwoord: { $reason }. Wat hier staat was al bekend; er is niets gewijzigd.
update-rejected = { $count ->
    [one] 1 document uit de lijst van de leverancier is niet met diens sleutels ondertekend of past niet bij dit product en wordt hier niet aangeboden. Meld dit aan de leverancier.
   *[other] { $count } documenten uit de lijst van de leverancier zijn niet met diens sleutels ondertekend of passen niet bij dit product en worden hier niet aangeboden. Meld dit aan de leverancier.
}
update-title = Versie { $version }
update-install = { $version } installeren
update-installation = Installatie
update-installation-text = De mail ligt ongeveer een minuut stil; afzenders proberen het vanzelf opnieuw. De huidige versie wordt met haar gegevens bewaard. Komt de nieuwe niet op gang, dan gaat de machine vanzelf naar de oude terug.
update-accept = Ik weet dat deze versie niet voor { $scheme } gecertificeerd is en wil haar toch
update-history = Installaties
update-question = { $version } installeren?
update-question-back = Terug naar { $version }? Heeft de database daarvan andere tabellen, dan worden accounts en instellingen weer zoals ze waren toen die versie werd vervangen; mail blijft.
update-line-installed = Geïnstalleerd: { $version }
update-verdict-trial = Deze machine is op proef: elke versie mag geïnstalleerd worden.
update-verdict-maintained = Valt onder het onderhoud, dat tot en met { $day } loopt.
update-verdict-ask-first = Niet gecertificeerd voor { $scheme }, waar uw licentie om vraagt. Wordt alleen geïnstalleerd als u dat bevestigt.
update-verdict-maintenance-ended = Uitgebracht op { $released }, het onderhoud liep tot en met { $day }: verleng het om deze versie te installeren; { $newest ->
    [none] geen aangeboden versie valt eronder.
   *[other] de nieuwste die u mag installeren is { $newest }.
}
update-verdict-locked = De proeftijd is voorbij of de licentie geldt niet meer. Installeer eerst een licentie.
update-verdict-other = Dit is geen versie van dit product.
update-step-downloading = Pakket ophalen
update-step-keeping = Huidige versie bewaren
update-step-stopping = Server stoppen
update-step-copying = Accounts en instellingen kopiëren
update-step-installing = Pakket installeren
update-step-starting = Starten en op antwoord wachten
update-step-going-back = Teruggaan naar de vorige versie
update-outcome-installed = { $to } is geïnstalleerd in plaats van { $from }.
update-outcome-back = Teruggegaan van { $from } naar { $to }.
update-outcome-went-back = { $to } kon niet geïnstalleerd worden; { $from } draait weer, met de eigen gegevens. { $reason }
update-outcome-failed = { $to } is niet geïnstalleerd; { $from } draait als voorheen. { $reason }
update-outcome-broken = { $to } kon niet geïnstalleerd worden en { $from } komt ook niet meer op gang. { $reason } De pakketten en de kopie van de gegevens staan in de map ‘versions’ van de gegevensmap.
update-outcome-interrupted = De installatie van { $to } is onderbroken. Werkt de server, begin dan opnieuw.
update-why-download = Het pakket kon niet opgehaald worden.
update-why-altered = Het pakket is niet het pakket waarvoor de leverancier getekend heeft; het is weggegooid.
update-why-disk-full = De schijf is vol. Maak ruimte en probeer het opnieuw.
update-why-handover = Het installatieprogramma kon niet gestart worden.
update-why-keep = Het pakket van de huidige versie kon niet bewaard worden.
update-why-stop = De server kon niet gestopt worden.
update-why-copy = Accounts en instellingen konden niet gekopieerd of teruggezet worden.
update-why-package = Het pakket kon niet geïnstalleerd worden.
update-why-ended = Het programma is vanzelf gestopt.
update-why-silent = Er kwam binnen een minuut geen antwoord.

history-update-begun = Installatie van { $subject } in plaats van { $detail } begonnen
history-way-back-begun = Terugweg naar { $subject } vanaf { $detail } begonnen
history-uncertified-accepted = Aanvaard dat { $subject } niet voor { $detail } gecertificeerd is
history-update-installed = { $subject } geïnstalleerd in plaats van { $detail }
history-went-back = Teruggegaan naar { $subject } vanaf { $detail }
history-update-undone = { $subject } kwam niet op gang; teruggegaan naar { $detail }
history-update-failed = { $subject } is niet geïnstalleerd in plaats van { $detail }

done-versions-asked = De leverancier heeft geantwoord.
done-update-begun = De installatie is begonnen. Deze pagina volgt haar.

refusal-update-no-package = Dit programma komt niet uit zijn pakket en kan hier dus niet bijgewerkt worden. Er is niets gewijzigd; installeer het pakket van uw leverancier.
refusal-update-unknown = Versie { $version } wordt niet (meer) aangeboden. Er is niets gewijzigd; kies een van de aangeboden versies.
refusal-update-nothing-new = Er wordt niets nieuwers dan { $installed } aangeboden. Er is niets gewijzigd.
refusal-update-not-newer = { $version } is niet nieuwer dan { $installed }, die geïnstalleerd is. Er is niets gewijzigd. Terug naar de vorige versie gaat met `hostler appliance rollback`.
refusal-update-maintenance-ended = { $version } is uitgebracht op { $released } en het onderhoud liep tot en met { $day }. Er is niets gewijzigd. Verleng het om deze versie te installeren; { $newest ->
    [none] geen aangeboden versie valt eronder.
   *[other] de nieuwste die u mag installeren is { $newest }.
}
refusal-update-locked = De proeftijd is voorbij of de licentie geldt niet meer, dus { $version } kan niet geïnstalleerd worden. Er is niets gewijzigd; installeer eerst een licentie.
refusal-update-uncertified = { $version } is niet gecertificeerd voor { $scheme }, waar uw licentie om vraagt. Er is niets gewijzigd. Bevestig dat u deze versie toch wilt, of wacht op een gecertificeerde.
refusal-update-no-answer = De leverancier is niet bereikbaar: { $reason }. Er is niets gewijzigd; probeer het later opnieuw.
refusal-update-bad-answer = Het antwoord van de leverancier is niet te vertrouwen: { $reason }. Er is niets gewijzigd; meld dit aan de leverancier.
refusal-update-runs = Er loopt al een installatie. Wacht tot die klaar is.
refusal-update-nothing-kept = Op deze machine is geen versie van vóór { $installed } bewaard. Er is niets gewijzigd.
