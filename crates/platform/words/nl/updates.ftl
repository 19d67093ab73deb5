# Updates van gehoste servers: builds, uitrol in stappen.
nav-updates = Updates
updates-lead = Wat servers draaien, en hoe een nieuwe build bij ze komt: eerst de testservers, dan steeds meer servers van klanten.
update-rollouts = Uitrol
update-none = Er is nog niets uitgerold. Elke server draait waarmee hij gemaakt is.
update-build = Build
update-builds = Builds
update-builds-how = Een build is een basissysteem met een programma. Een nieuwe komt er met een nieuwe versie van het platform, of met de pakketten van vandaag: hostler image build --fresh
update-image = Basissysteem
update-seen = Bekend sinds
update-servers = Servers
update-released = voor nieuwe servers
update-state = Stand
update-stage = Stap
update-stages = Stappen
update-stage-tests = Testservers
update-stage-share = { $n } %
update-stage-over = Klaar
update-stage-later = Later
update-stage-soon = Begint { $when }
update-stage-now = Sinds { $when }
update-kind = Soort
update-kind-regular = Gewoon
update-kind-regular-hint = Dagen van tevoren aangekondigd, ’s nachts, met een dag tussen de stappen.
update-kind-security = Beveiliging
update-kind-security-hint = Op elk uur, met een uur tussen de stappen. Klanten horen het als het begint.
update-begun = Begonnen
update-due = Niet eerder dan
update-ended = Afgerond
update-note-en = Wat er verandert, in het Engels
update-note-nl = Wat er verandert, in het Nederlands
update-note-hint = Klanten lezen dit in hun mail en op de pagina van hun server.
update-untested = Beginnen bij servers van klanten, zonder testserver
update-start = Uitrol beginnen
update-tests = Testservers
update-tests-about = Eigen servers waarop elke update eerst wordt geprobeerd.
update-test-name = Als testserver aanwijzen
update-test-unname = Geen testserver meer
update-packages = Pakketten die veranderen
update-stopped-because = Deze uitrol is vanzelf gestopt. Er wordt geen andere server begonnen tot u hem hervat.
update-is-running = Bezig
update-is-paused = Gepauzeerd
update-is-stopped = Vanzelf gestopt
update-is-abandoned = Afgebroken
update-is-done = Klaar
update-server-waiting = Wacht
update-server-backing-up = Back-up wordt gemaakt
update-server-switching = Start ermee opnieuw
update-server-watching = Draait hem, wordt bekeken
update-server-returning = Gaat terug
update-server-returning-data = Gaat terug, met zijn database van ervoor
update-server-done = Heeft hem
update-server-put-back = Teruggezet
update-server-failed = Mislukt
update-server-left-out = Overgeslagen
update-leave-out = Overslaan
update-leave-out-title = { $host } overslaan?
update-leave-out-means = De server houdt wat hij draait, de uitrol gaat zonder hem verder, en de eigenaar krijgt een mail met de reden. Later krijgt hij deze update niet vanzelf: laat hem weer meedoen, of rol een volgende uit.
update-take-in = Weer meedoen
update-reason = Waarom
update-reason-hint = De klant leest dit.
update-left-out-here = Uw server is bij de nieuwste update overgeslagen.
flash-update-left-out = De server wordt overgeslagen; de eigenaar krijgt een mail met de reden.
flash-update-taken-in = De server doet weer mee; de eigenaar krijgt een mail met het tijdstip.
update-pause = Pauzeren
update-pause-means = Er wordt geen andere server begonnen tot u de uitrol hervat.
update-resume = Hervatten
update-resume-means = De uitrol gaat verder waar hij was. Servers die teruggezet of mislukt zijn, worden opnieuw geprobeerd.
update-abandon = Afbreken
update-abandon-means = Geen andere server krijgt deze build. Wie hem heeft, houdt hem; nieuwe servers krijgen de vorige.
update-at-work-ends = Een server die de nieuwe build al draait, wordt afgemaakt; een waarvan de back-up nog bezig is, wordt niet herstart.
update-runs = Versie
update-runs-unknown = Niet bekend voor de volgende herstart
update-planned-now = De server wordt nu bijgewerkt.
update-planned-regular = Er komt een update, ’s nachts vanaf { $when }. Uw server start daarvoor opnieuw.
update-planned-security = Er komt een beveiligingsupdate, vanaf { $when }. Uw server start daarvoor opnieuw.
update-planned-held = Er staat een update klaar; die wacht op dit moment.
flash-update-started = De uitrol is begonnen.
flash-update-changed = Dat is gedaan.
flash-update-test-server = Dat is opgeslagen.
incident-update-failed = Update teruggedraaid
incident-update-stuck = Uitrol staat stil
refusal-update-no-build = Die build is er niet, of is verwijderd. Er is niets begonnen. Kies er een uit de lijst.
refusal-update-not-built = Het basissysteem { $image } staat niet op deze machine. Er is niets begonnen. Maak het eerst: hostler image build
refusal-update-no-note = Er staat niet wat er verandert, dus er is niets begonnen. Schrijf een zin voor de klanten, in het Engels en in het Nederlands.
refusal-update-no-test-server = Er is geen testserver aangewezen, dus er is niets begonnen. Wijs er een aan, of geef aan dat bij servers van klanten wordt begonnen.
refusal-update-under-way = Er loopt al een uitrol, dus deze is niet begonnen. Wacht tot die klaar is, of breek hem af.
refusal-update-everywhere = Elke server is al voor deze build bestemd. Er is niets begonnen.
refusal-update-not-now = De uitrol is niet in een stand waarin dat kan. Er is niets veranderd. Bekijk hem opnieuw.
happened-build-wanted = Bestemd voor
happened-update-planned = Er is een update gepland
happened-updated = Bijgewerkt naar
happened-update-put-back = De update is teruggedraaid; hij draait als tevoren
happened-update-failed = De update is mislukt
happened-update-left-out = Overgeslagen bij de update
event-server-update-left-out = Server overgeslagen bij update
event-server-update-taken-in = Server doet weer mee met update
refusal-update-not-in-it = Die server hoort niet bij deze uitrol. Er is niets veranderd. Kijk in de lijst van de uitrol.
refusal-update-not-waiting = De server wordt op dit moment bijgewerkt, of heeft de build al. Er is niets veranderd. Kijk over een paar minuten opnieuw.
refusal-update-not-left-out = Niemand heeft deze server met de hand overgeslagen, dus er is niets veranderd. Een server die stilstond, wordt vanzelf later bijgewerkt.
refusal-update-superseded = Er is inmiddels een nieuwere uitrol begonnen, dus er is niets veranderd. De server doet daarin mee.
refusal-update-no-reason = Er staat niet waarom, dus er is niets veranderd. Schrijf een zin voor de klant.
event-server-updated = Server bijgewerkt
event-server-update-put-back = Update teruggedraaid
event-server-update-failed = Update mislukt
event-update-abandoned = Uitrol afgebroken
event-update-done = Uitrol klaar
event-update-paused = Uitrol gepauzeerd
event-update-resumed = Uitrol hervat
event-update-stage = Uitrol gaat naar de volgende stap
event-update-started = Uitrol begonnen
event-update-stopped = Uitrol vanzelf gestopt
event-update-test-server = Testserver aangewezen of ingetrokken
mail-update-regular-subject = Update van { $host }
mail-update-regular-body = Hallo { $name },

    uw server { $host } krijgt ’s nachts een update, niet eerder dan { $when } en voor { $until }:00 uur: { $note }

    Vlak ervoor wordt een back-up gemaakt, en de server start opnieuw. Dat duurt nog geen minuut; mail die intussen komt, gaat niet verloren. Werkt er daarna iets niet, dan gaat de server vanzelf terug naar wat hij nu draait. U hoeft niets te doen.

    { $link }

    { $provider }

mail-update-security-subject = Beveiligingsupdate van { $host }
mail-update-security-body = Hallo { $name },

    uw server { $host } krijgt een beveiligingsupdate, niet eerder dan { $when }: { $note }

    Vlak ervoor wordt een back-up gemaakt, en de server start opnieuw. Dat duurt nog geen minuut; mail die intussen komt, gaat niet verloren. Werkt er daarna iets niet, dan gaat de server vanzelf terug naar wat hij nu draait. U hoeft niets te doen.

    { $link }

    { $provider }

mail-update-done-subject = { $host } is bijgewerkt
mail-update-done-body = Hallo { $name },

    uw server { $host } heeft zijn update gekregen, en alles antwoordt: { $note }

    { $link }

    { $provider }

mail-update-put-back-subject = { $host } draait als tevoren
mail-update-put-back-body = Hallo { $name },

    de update van uw server { $host } is teruggedraaid, omdat daarna niet alles antwoordde. Hij draait wat hij ervoor draaide, met al zijn mail. Wij zoeken het uit; u hoeft niets te doen.

    { $link }

    { $provider }

mail-update-delayed-subject = De update van { $host } komt later
mail-update-delayed-body = Hallo { $name },

    de update van uw server { $host } ({ $note }) komt niet op het moment dat wij u hebben gemeld, maar niet eerder dan { $when }. Tot dan draait uw server zoals nu. U hoeft niets te doen.

    { $link }

    { $provider }

mail-update-put-off-subject = De update van { $host } is uitgesteld
mail-update-put-off-body = Hallo { $name },

    de update van uw server { $host } ({ $note }) is niet gekomen op het moment dat wij u hebben gemeld: we houden hem voorlopig tegen. Uw server draait als tevoren. U hoort van ons zodra we weten wanneer hij komt; u hoeft niets te doen.

    { $link }

    { $provider }

mail-update-called-off-subject = Voorlopig geen update van { $host }
mail-update-called-off-body = Hallo { $name },

    de update van uw server { $host } die wij u hebben gemeld, gaat niet door. Uw server draait zoals nu. U hoeft niets te doen.

    { $link }

    { $provider }

mail-update-left-out-subject = { $host } krijgt deze update niet
mail-update-left-out-body = Hallo { $name },

    uw server { $host } is overgeslagen bij de update die wij u hebben gemeld: { $reason }

    Hij draait zoals nu. U hoeft niets te doen.

    { $link }

    { $provider }
