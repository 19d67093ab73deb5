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
fallback-sts = Strenge afzenders: MTA-STS en meldingen
fallback-sts-about = Heeft een van uw domeinen een MTA-STS-beleid (RFC 8461), dan bezorgen strenge afzenders alleen bij mailservers die erin staan. Zet er de server en de uitwijkserver in met deze regels, anders wijkt hun mail niet uit. Zonder beleid hoeft u niets te doen.
fallback-sts-line = Regel van het beleid
fallback-sts-verdict = MTA-STS
fallback-sts-none = Geen beleid
fallback-sts-good = In orde
fallback-sts-certificate = Het certificaat van de uitwijkserver is niet genoeg
fallback-sts-certificate-says = Het beleid van { $domain } is in orde, maar strenge afzenders nemen het certificaat van { $fallback } niet aan. Is de server onbereikbaar, dan blijft hun mail bij hen wachten. Uw aanbieder kan de uitwijkserver er een van een openbare instantie geven.
fallback-sts-lacks = Er ontbreekt een mailserver
fallback-sts-lacks-says = Het beleid van { $domain } is bindend en noemt een mailserver niet, dus strenge afzenders gebruiken die nooit: zet { $lines } erbij en geef het record _mta-sts.{ $domain } een nieuwe id.
fallback-sts-lacks-testing = Er ontbreekt een mailserver (proef)
fallback-sts-lacks-testing-says = Het beleid van { $domain } is nog op proef en noemt een mailserver niet: zet { $lines } erbij voordat u het bindend maakt en geef het record _mta-sts.{ $domain } een nieuwe id.
fallback-sts-record = Het record klopt niet
fallback-sts-record-says = Afzenders doen alsof { $domain } geen beleid heeft: publiceer precies één TXT-record _mta-sts.{ $domain }, zoals "v=STSv1; id=1".
fallback-sts-malformed = Het beleid klopt niet
fallback-sts-malformed-says = Afzenders kunnen niets met wat mta-sts.{ $domain } antwoordt ({ $why }): publiceer daar version, mode, max_age en de regels hierboven.
fallback-sts-away = Het beleid is niet op te halen
fallback-sts-away-says = Volgens het record is er een beleid, maar https://mta-sts.{ $domain }/.well-known/mta-sts.txt is niet op te halen ({ $why }): publiceer het daar of haal het record weg.
fallback-sts-unknown = DNS antwoordde niet
fallback-reports = Meldingen (TLSRPT)
fallback-reports-record = TXT-record
fallback-reports-good = Aangevraagd
fallback-reports-none = Niet aangevraagd
fallback-reports-malformed = Het record klopt niet
fallback-name = De naam van de uitwijkserver
fallback-name-lead = Wat andere mailservers van de uitwijkserver zien, en of strenge mailservers er bezorgen.
fallback-name-open = Naam, certificaat en DANE
fallback-name-host = Naam
fallback-name-addresses = Adressen in DNS
fallback-name-no-addresses = Geen: niemand vindt de uitwijkserver tot ze gepubliceerd zijn.
fallback-name-certificate = Certificaat dat hij toont
fallback-name-certificate-good = Strenge afzenders nemen het aan
fallback-name-certificate-loose = Strenge afzenders weigeren het
fallback-name-until = Geldig tot
fallback-name-soon = Wordt binnen een minuut opgezocht
fallback-name-not-yet = Naar de naam is nog niet gekeken. Dat gebeurt binnen een minuut nadat de uitwijkserver is gestart.
fallback-dane = DANE
fallback-dane-about = Is de zone van deze naam ondertekend (DNSSEC), publiceer er dan dit record in: afzenders die DANE gebruiken, kennen dan het certificaat. Het blijft kloppen zolang de sleutel van het certificaat dezelfde blijft.
fallback-dane-record = TLSA-record
fallback-dane-none = Geen record
fallback-dane-none-says = Niemand is streng, dus u hoeft niets te doen.
fallback-dane-good = In orde
fallback-dane-good-says = Het past bij het certificaat.
fallback-dane-wrong = Geen record past
fallback-dane-wrong-says = Afzenders die DANE gebruiken, bezorgen niets bij de uitwijkserver: publiceer het record hierboven en haal de andere weg.
fallback-dane-useless = Geen record dat mailservers gebruiken
fallback-dane-useless-says = Mailservers gebruiken alleen usage 2 en 3: publiceer het record hierboven en haal de andere weg.
fallback-dane-not-shown = Er werd geen certificaat getoond
fallback-dane-not-shown-says = De records zijn niet te vergelijken. Kijk of de uitwijkserver draait.
fallback-dane-unknown = DNS antwoordde niet
fallback-dane-unknown-says = Binnen het uur wordt het weer gevraagd.
flash-fallback-name = De naam wordt binnen een minuut opgezocht.
incident-fallback-damaged = De schijf van de uitwijkserver is mail kwijt
incident-fallback-down = De uitwijkserver draait niet
incident-fallback-name = De naam van de uitwijkserver houdt strenge afzenders weg
incident-fallback-refused = De uitwijkserver kent een server niet zoals hij nu is
incident-fallback-unchecked = Mail op de uitwijkserver wordt niet nagekeken
incident-domain-disputed = Meerdere servers noemen hetzelfde domein
event-fallback-domain-settled = Betwist domein toegewezen volgens de MX-records
fallback-disputes = Domeinen die meerdere servers noemen
fallback-disputes-about = Een domein is van de server waar de MX-records heen wijzen. Wijzen ze naar geen van beide, dan is het van niemand en wordt er hier geen mail voor aangenomen.
fallback-dispute-ours = Een andere server van deze aanbieder noemt { $domain } ook. Het blijft van u zolang de MX-records naar { $host } wijzen.
fallback-dispute-anothers = { $domain } is van een andere server. Het wordt van u zodra de MX-records naar { $host } wijzen.
fallback-dispute-nobodys = Een andere server van deze aanbieder noemt { $domain } ook, en de MX-records wijzen naar geen van beide. Er wordt hier geen mail voor aangenomen tot ze naar { $host } wijzen.
fallback-dispute-holder = Heeft het
fallback-dispute-others = Noemt het ook
fallback-dispute-nobody = Niemand
incident-mail-ownerless = Er wacht mail voor een domein zonder server
incident-mail-ownerless-old = Mail zonder server wordt binnenkort voorgoed vastgehouden
fallback-ownerless = Dit domein is van geen enkele server. De mail wordt bezorgd als een server er weer mail voor aanneemt; tot dan beslist alleen u erover.
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
refusal-recipients-no-domain = { $domain } is geen domein zoals DNS ze kent, dus de vorige lijst is gebleven. Schrijf domeinen in kleine ASCII-letters (RFC 5890), zonder streepjes op de derde en vierde plaats.
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
mail-mx-lost-subject = { $domain }: de MX-records kloppen niet meer
mail-mx-lost-body = Dag { $name },

    De MX-records van { $domain } wijzen al langer dan een dag niet meer naar { $host } met de uitwijkserver erachter.
    Mail kan ergens anders heen gaan, of moet wachten als de server onbereikbaar is.

    Gevonden: { $found }

    Publiceer:

    { $records }

    Bekijk de pagina van de server:

    { $link }

    { $provider }
