# De uitwijkserver: wat er wacht, MX-records, wat medewerkers doen.
nav-fallback = Uitwijkserver
fallback-title = Uitwijkserver
fallback-lead = Als { $host } niet bereikbaar is, wordt de mail hier aangenomen en bewaard. Is de server terug, dan krijgt hij alles meteen.
fallback-summary = { $count ->
    [0] Er wacht niets: de server heeft al zijn mail.
    [one] Er wacht één bericht.
   *[other] Er wachten { $count } berichten.
}
fallback-not-asked = De uitwijkserver is nu niet te bevragen. Wat is aangenomen, staat veilig op schijf.
fallback-seen = De uitwijkserver ziet de server
fallback-seen-up = Bereikbaar
fallback-seen-down = Onbereikbaar
fallback-seen-not-yet = Nog niet gekeken
fallback-oldest = Oudste
fallback-size = Grootte
fallback-trouble = Wat de server het laatst zei
fallback-messages = Berichten
fallback-sender = Van
fallback-recipients = Aan
fallback-since = Sinds
fallback-state = Toestand
fallback-because = Waarom
fallback-no-sender = Geen afzender (een melding)
fallback-none = Er wacht niets
fallback-none-do = Mail die komt terwijl de server onbereikbaar is, staat hier tot de server hem heeft.
fallback-staff-none-do = Mail voor een server die onbereikbaar is, staat hier met de oudste eerst, tot de server hem heeft.
fallback-is-waiting = Wacht
fallback-is-delivering = Onderweg
fallback-is-deferred = Wordt zo weer geprobeerd
fallback-is-held = Vastgehouden
fallback-mx = MX-records
fallback-mx-about = Zet beide records bij elk van uw domeinen. Afzenders gaan eerst naar de server, en naar de uitwijkserver als de server niet antwoordt.
fallback-mx-record = MX-record
fallback-mx-verdict = Toestand
fallback-mx-found = Gevonden
fallback-mx-at = Opgezocht
fallback-mx-good = In orde
fallback-mx-no-fallback = De uitwijkserver ontbreekt
fallback-mx-fallback-first = De uitwijkserver staat voorop
fallback-mx-elsewhere = De mail gaat ergens anders heen
fallback-mx-nothing = Geen MX-records
fallback-mx-unknown = DNS antwoordde niet
fallback-mx-not-yet = Nog niet opgezocht
fallback-no-domains = De server heeft nog niet verteld voor wie hij mail aanneemt.
fallback-domain = Domein
fallback-look-up = Opnieuw opzoeken
fallback-open = Uitwijkserver en MX-records
fallback-about = Als de server onbereikbaar is, wordt zijn mail aangenomen en bewaard.
fallback-staff-lead = Mail die op servers wacht. Niets gaat hier vanzelf weg, behalve naar zijn server.
fallback-stopped = Er wordt geen mail meer aangenomen, want de wachtrij is niet te schrijven. Kijk de schijf na en start het platform opnieuw.
fallback-on-disk = Op schijf
fallback-room = Ruimte voor meer mail
fallback-server = Server
fallback-held = Vastgehouden
fallback-search = Zoek op domein
fallback-nobodys = Geen server meer
fallback-deliver = Nu bezorgen
fallback-hold = Vasthouden
fallback-release = Vrijgeven
fallback-discard = Weggooien
fallback-discard-gone = Het bericht is voorgoed weg. Niemand krijgt het.
fallback-discard-sender = De afzender hoort er niets van.
fallback-looked-at = Nagekeken op spam en virussen
fallback-spam-refused = Geweigerd als spam
fallback-viruses-refused = Geweigerd om een virus
fallback-marked = Aangenomen en als spam gemerkt
fallback-put-off = Uitgesteld
fallback-unchecked = Ongezien aangenomen
fallback-unchecked-now = Mail wordt op dit moment niet op spam of virussen nagekeken, want een scanner antwoordt niet. Kijk of die draait.
incident-fallback-unchecked = Mail op de uitwijkserver wordt niet nagekeken
fallback-message = Bericht { $id }
flash-fallback-held = Het wordt vastgehouden tot iemand het vrijgeeft.
flash-fallback-released = Het is vrijgegeven en wordt bezorgd zodra de server het aanneemt.
flash-fallback-delivers = Het bezorgen is begonnen.
flash-fallback-discarded = Het bericht is weggegooid.
flash-fallback-looked-up = De MX-records zijn opgezocht.
event-fallback-delivery-asked = Om bezorging van wachtende mail gevraagd
event-fallback-discarded = Wachtend bericht weggegooid
event-fallback-held = Mail vastgehouden op de uitwijkserver
event-fallback-released = Mail vrijgegeven op de uitwijkserver
refusal-recipients-credential = Dit is van geen enkele server de sleutel, dus de lijst is niet aangenomen.
refusal-recipients-malformed = Dit is geen lijst van ontvangers, dus de vorige is gebleven. Kijk in het logboek van de server.
refusal-recipients-too-long = De lijst van ontvangers is te lang, dus de vorige is gebleven. Er worden hoogstens 1.000 domeinen en 100.000 adressen aangenomen.
refusal-fallback-away = De uitwijkserver is niet te bevragen, dus er is niets veranderd. Hij draait samen met de taken van het platform: kijk of die draaien en probeer het opnieuw.
refusal-fallback-not-done = De uitwijkserver deed het niet ({ $reason }), dus er is niets veranderd. Open de lijst opnieuw om te zien wat er is.
refusal-fallback-message-gone = Dit bericht is er niet meer: het is bezorgd of weggegooid. Er is niets veranderd. Open de lijst opnieuw om te zien wat er wacht.
refusal-fallback-not-confirmed = { $domain } is niet getypt, dus er is niets weggegooid. Typ het om te bevestigen.
mail-fallback-old-subject = { $host }: mail wacht al { $days } dagen
mail-fallback-old-body = Dag { $name },

    Er wachten { $messages } berichten in de uitwijkserver op { $host }, het oudste al { $days } dagen.
    Na 30 dagen worden ze niet meer vanzelf geprobeerd. Ze blijven bewaard tot iemand erover beslist.

    Bekijk wat er wacht en waarom:

    { $link }

    { $provider }
