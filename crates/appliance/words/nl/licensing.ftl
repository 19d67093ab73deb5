# De licentie van een eigen machine.
nav-licence = Licentie
licence-to-page = Licentie
licence-included = Licentie inbegrepen
licence-trial = Proefperiode
licence-licensed = Gelicentieerd
licence-locked = Vergrendeld

licence-warn-trial = { $days ->
    [0] Proefperiode: vandaag is de laatste dag. Installeer een licentie om zonder onderbreking door te gaan.
    [one] Proefperiode: nog 1 dag. Installeer een licentie om zonder onderbreking door te gaan.
   *[other] Proefperiode: nog { $days } dagen, voor zoveel gebruikers als u wilt.
}
licence-warn-trial-ended = Vergrendeld sinds { $since }: de proefperiode is voorbij. Mail die binnenkomt blijft bij de afzender en komt later; er gaat niets verloren. Installeer een licentie en alles gaat meteen verder.
licence-warn-revoked = Vergrendeld sinds { $since }: de leverancier heeft de licentie ingetrokken ({ $reason }). Er gaat niets verloren. Vraag het de leverancier, of registreer een andere licentie.
licence-warn-given-up = Vergrendeld sinds { $since }: deze machine heeft de licentie teruggegeven. Er gaat niets verloren. Registreer een licentie en alles gaat meteen verder.
licence-warn-refused = Het geïnstalleerde licentiebestand geldt hier niet: { $sentence }
licence-warn-not-here = Volgens de leverancier is deze licentie op een andere machine geregistreerd. Klopt dat niet, registreer hem dan hier opnieuw.
licence-warn-hardware = De hardware is veranderd sinds de licentie is geregistreerd. Registreer opnieuw, zodat de leverancier deze machine kent.
licence-warn-clock = { $days ->
    [one] De klok van deze machine is 1 dag teruggezet. Er wordt met de latere tijd gerekend. Zet de klok goed.
   *[other] De klok van deze machine is { $days } dagen teruggezet. Er wordt met de latere tijd gerekend. Zet de klok goed.
}
licence-warn-maintenance = { $days ->
    [0] Software Maintenance eindigt vandaag, { $day }. Alles blijft werken; verleng om nieuwere versies te krijgen.
    [one] Software Maintenance eindigt morgen, { $day }. Alles blijft werken; verleng om nieuwere versies te krijgen.
   *[other] Software Maintenance eindigt over { $days } dagen, op { $day }. Alles blijft werken; verleng om nieuwere versies te krijgen.
}

licence-full = Alle gebruikers van de licentie zijn in gebruik. Koop er bij de leverancier bij, of kijk wat onder de licentie valt:
licence-users = Gebruikers
licence-users-of = { $users } van { $limit }
licence-rule = Wie er meetelt
licence-trial-until = Proefperiode tot en met
licence-trial-covers = alles, voor zoveel gebruikers als u wilt
licence-covers = Wat eronder valt
licence-number = Licentienummer
licence-holder = Licentie van
licence-edition = Editie
licence-add-ons = Uitbreidingen
licence-add-ons-none = geen
licence-add-on-users = { $add_on } ({ $users } gebruikers)
licence-part-of-base = (deel van de licentie)
licence-maintenance = Software Maintenance
licence-maintenance-until = tot en met { $day } ({ $days ->
    [0] vandaag
    [one] nog 1 dag
   *[other] nog { $days } dagen
})
licence-maintenance-ended = geëindigd op { $day }. Versies van daarvoor blijven van u; nieuwere vragen een verlenging.
licence-schemes = Certificeringen
licence-keys = Geregistreerde sleutels
licence-partner = Reservemachine
licence-partner-hint = Het machinenummer van de andere server, als twee servers voor elkaar invallen. Ze worden als één geregistreerd.
licence-buy = Koop gebruikers, uitbreidingen of Maintenance bij
licence-why = Waar dit vandaan komt
licence-why-registered = Geregistreerd op { $on }: het eerste jaar Maintenance loopt tot en met { $day }.
licence-why-users = Sleutel …{ $hint }, { $on }: { $added } gebruikers erbij, { $users } in totaal.
licence-why-add-on = Sleutel …{ $hint }, { $on }: { $add_on } voor { $added } gebruikers.
licence-why-renewed = { $years ->
    [one] Sleutel …{ $hint }, { $on }: 1 jaar Maintenance erbij, tot en met { $day }.
   *[other] Sleutel …{ $hint }, { $on }: { $years } jaar Maintenance erbij, tot en met { $day }.
}
licence-why-renews = { $years ->
    [one] Sleutel …{ $hint }, { $on }: 1 jaar Maintenance erbij.
   *[other] Sleutel …{ $hint }, { $on }: { $years } jaar Maintenance erbij.
}
licence-in-place = verlenging met dezelfde sleutel
licence-machine = Deze machine
licence-machine-id = Machinenummer
licence-host = Hostnaam
licence-system = Systeem
licence-hardware = Hardware
licence-checked = Laatste vraag aan de leverancier
licence-never-checked = nog niet
licence-unanswered = Geen antwoord op { $at } ({ $reason }). Daardoor eindigt niets; het wordt vanzelf opnieuw geprobeerd.
licence-check = Nu controleren
licence-check-failed = De leverancier gaf geen antwoord: { $reason }. Er is niets veranderd.
licence-nothing-to-ask = Op deze machine is geen licentie om naar te vragen. Er is niets veranderd.

licence-register = Licentie registreren
licence-add = Sleutels toevoegen of verlengen
licence-step = Stap { $step } van 3
licence-step-base = De sleutel van uw licentie
licence-step-base-lead = Die staat in de mail van uw bestelling. Hebt u met dezelfde sleutel verlengd, voer hem dan opnieuw in en ga verder.
licence-step-keys = Verdere sleutels
licence-step-keys-lead = Extra gebruikers, uitbreidingen of verlengingen met een eigen sleutel. Zijn die er niet, ga dan gewoon verder.
licence-step-owner = Wie en waar
licence-step-owner-lead = Dit wordt bij de licentie geregistreerd. Registreer opnieuw na een nieuw systeem of op een andere machine.
licence-key = Registratiesleutel
licence-key-hint = Vijf groepen van vijf letters en cijfers. Spaties en streepjes maken niet uit.
licence-key-ending = Sleutel …{ $hint }
licence-key-meant = Gebruik { $key }
licence-key-remove = Haal de sleutel …{ $hint } van de lijst
licence-key-unchecked = goed getypt; de leverancier kon niet worden gevraagd wat het is
licence-key-base = een licentie voor { $users } gebruikers
licence-key-users = { $users } gebruikers erbij
licence-key-add-on = { $add_ons }
licence-key-renewal = { $years ->
    [one] 1 jaar Maintenance
   *[other] { $years } jaar Maintenance
}
licence-add-key = Sleutel toevoegen
licence-continue = Verder
licence-back = Terug
licence-no-network = Heeft deze server geen internet?
licence-company = Bedrijf
licence-name = Uw naam
licence-email = Mailadres
licence-country = Land
licence-country-hint = Twee letters, zoals NL
licence-how = Hoe registreren
licence-online = Via internet
licence-online-hint = Het antwoord van de leverancier wordt meteen geïnstalleerd.
licence-offline = Registreren zonder internet
licence-offline-hint = Een aanvraagbestand voor de website van de leverancier, en een licentiebestand terug.
licence-offline-lead = Breng de aanvraag naar een apparaat met internet, en het licentiebestand met de sleutelbos van de leverancier terug naar deze pagina.
licence-request = 1. De aanvraag
licence-request-to = Upload hem bij { $vendor }:
licence-request-download = Aanvraagbestand downloaden
licence-request-text = Als tekst tonen
licence-request-qr = De aanvraag als QR-code
licence-request-no-qr = Met zoveel sleutels is hij te lang voor een QR-code. Gebruik het bestand of de tekst.
licence-install = Licentiebestand installeren
licence-install-lead = Upload het bestand, of plak de tekst of wat uit een QR-code is gelezen.
licence-file = Licentiebestand
licence-text = Of de tekst
licence-text-hint = Die begint met hostler-. Regeleinden maken niet uit.

licence-move = Licentie naar een andere machine verplaatsen
licence-move-hint = Deze machine geeft de licentie terug, en hij kan elders worden geregistreerd.
licence-move-do = Licentie teruggeven
licence-move-locks = Deze server wordt meteen vergrendeld: niemand kan hier mail lezen, en mail die binnenkomt wordt uitgesteld.
licence-move-keeps = Mail, mailboxen en instellingen blijven. Console, export en back-up blijven open.
licence-move-receipt = U krijgt een bewijs van teruggave, ondertekend door deze machine. De leverancier krijgt het vanzelf als hij bereikbaar is.
licence-receipt = Bewijs van teruggave
licence-receipt-sent = { $vendor } heeft het bewijs van teruggave: de licentie kan op een andere machine worden geregistreerd.
licence-receipt-waits = { $vendor } was niet bereikbaar. Verstuur het bewijs van teruggave opnieuw, of download het en upload het op de website van de leverancier.
licence-receipt-show = Als tekst tonen
licence-receipt-download = Bewijs van teruggave downloaden
licence-receipt-send = Opnieuw versturen

done-licence-installed = De licentie is geïnstalleerd. Alles wat eronder valt werkt vanaf nu.
done-licence-left = De licentie heeft deze machine verlaten.
done-licence-checked = De leverancier is gevraagd; de licentie is bijgewerkt.
done-receipt-sent = De leverancier heeft het bewijs van teruggave.
done-key-removed = De sleutel is van de lijst.

add-on-antivirus = Antivirus
add-on-activesync = ActiveSync
add-on-web-filter = Webfilter
add-on-other = Uitbreiding

history-licence-installed = Licentie { $subject } is geïnstalleerd, voor { $detail } gebruikers
history-licence-given-up = Licentie { $subject } is teruggegeven

refusal-licence-included = Bij een gehoste server is de licentie inbegrepen. Er valt niets te installeren.
refusal-file-empty = Er staat niets in. Er is niets veranderd; upload het licentiebestand of plak de tekst.
refusal-file-too-long = Dit is langer dan elk licentiebestand. Er is niets veranderd; kies het bestand dat u van de leverancier kreeg.
refusal-file-no-document = Dit is geen licentiebestand. Er is niets veranderd; kies het bestand dat u van de leverancier kreeg.
refusal-file-other-kind = Dit is een bestand “{ $found }”, en er is een licentiebestand nodig. Er is niets veranderd. Het licentiebestand is wat u ervoor terugkrijgt.
refusal-file-newer-format = Dit bestand heeft vorm { $found }, en deze versie leest tot en met { $known }. Er is niets veranderd; werk eerst het product bij.
refusal-file-cut-short = Het einde van het bestand ontbreekt. Er is niets veranderd; kopieer of download het opnieuw, helemaal.
refusal-file-altered = Het bestand is veranderd nadat de leverancier het ondertekende, of komt niet van de leverancier. Er is niets veranderd; download het opnieuw.
refusal-file-key-unknown = De sleutel { $key } waarmee het bestand is ondertekend is hier niet bekend. Er is niets veranderd; download het bestand opnieuw samen met de sleutelbos.
refusal-file-key-retired = De sleutel { $key } was al vervangen toen het bestand werd ondertekend. Er is niets veranderd; download het bestand opnieuw.
refusal-file-key-revoked = De leverancier heeft de sleutel { $key } waarmee het bestand is ondertekend ingetrokken. Er is niets veranderd; download het bestand opnieuw.
refusal-file-key-for-other = Met de sleutel { $key } mogen geen licentiebestanden worden ondertekend. Er is niets veranderd; vraag het de leverancier.
refusal-file-malformed = Het bestand is ondertekend, maar de inhoud wordt niet begrepen ({ $reason }). Er is niets veranderd; werk het product bij, of vraag het de leverancier.
refusal-licence-other-product = Dit is een licentie voor { $found }, en hier draait { $wanted }. Er is niets veranderd.
refusal-licence-other-machine = Dit licentiebestand is voor een andere machine. Er is niets veranderd; registreer de licentie op deze.
refusal-add-on-users-differ = In dit licentiebestand is de uitbreiding { $add_on } voor { $found } gebruikers en de licentie voor { $users }. Die moeten gelijk zijn, dus is het in zijn geheel geweigerd; vraag de leverancier om een goed bestand.
refusal-licence-older = Van deze licentie is hier al een nieuwer bestand geïnstalleerd (serie { $known }); dit heeft serie { $found }. Er is niets veranderd.
refusal-licence-given-up = Deze machine heeft deze licentie teruggegeven, dus geldt dit bestand hier niet meer. Registreer de licentie opnieuw.
refusal-licence-revoked = De leverancier heeft deze licentie ingetrokken ({ $reason }). Er is niets veranderd; vraag het de leverancier.
refusal-keyring-missing = Deze machine weet nog niet met welke sleutels de leverancier ondertekent. Er is niets veranderd; installeer het licentiebestand samen met de sleutelbos, zoals de website van de leverancier het geeft.
refusal-licence-file-missing = Kies het licentiebestand, of plak de tekst.
refusal-licence-file-not-in-it = Wat de leverancier over zijn sleutels zegt is overgenomen; het licentiebestand zelf zat er niet bij. Installeer dat ook.
refusal-key-empty = Typ een registratiesleutel.
refusal-key-length = Een sleutel heeft 25 letters en cijfers, en dit zijn er { $found }. Er is niets veranderd; vergelijk met de mail van uw bestelling.
refusal-key-character = Het teken “{ $character }” op plaats { $position } komt in geen sleutel voor. Er is niets veranderd; vergelijk met de mail van uw bestelling.
refusal-key-mistyped = Er is een typefout op plaats { $positions } (groep:teken). Bedoelde u { $suggestion }?
refusal-key-unreadable = Er zijn meer tekens verkeerd getypt. Er is niets veranderd; vergelijk met de mail van uw bestelling.
refusal-further-key = Verdere sleutel { $number } klopt niet: { $reason }. Er is niets geregistreerd.
refusal-key-twice = De sleutel …{ $key } staat al in de lijst.
refusal-too-many-keys = Er kunnen hoogstens { $limit } sleutels tegelijk bij. Registreer deze eerst.
refusal-base-key-needed = De sleutel …{ $key } is een aanvulling. De eerste sleutel moet die van de licentie zelf zijn; voeg deze toe in de volgende stap.
refusal-second-base-key = De sleutel …{ $key } is van een eigen licentie en kan niet bij een andere. Registreer hem op een eigen machine.
refusal-key-withdrawn = De leverancier heeft de sleutel …{ $key } ingetrokken. Er is niets veranderd; vraag het de leverancier.
refusal-key-other-product = Deze sleutel is voor { $found }, en hier draait { $wanted }. Er is niets veranderd.
refusal-key-other-licence = De sleutel …{ $key } hoort bij licentie { $number }. Er is niets veranderd; registreer hem met de sleutel van die licentie.
refusal-base-key-missing = De sleutel van de licentie ontbreekt. Voer hem in bij de eerste stap.
refusal-owner-missing = Vul het bedrijf in, of uw naam.
refusal-owner-email-invalid = “{ $text }” is geen mailadres. Schrijf het zoals anna@bakery.example.
refusal-owner-country-invalid = “{ $text }” is geen land in twee letters, zoals NL.
refusal-licence-text-long = Dit is langer dan { $limit } tekens. Maak het korter.
refusal-partner-invalid = “{ $text }” is geen machinenummer. Het staat op de licentiepagina van de andere server en begint met k.
refusal-licence-not-installed = Zo’n licentie geldt niet op deze machine. Er is niets veranderd.
refusal-receipt-missing = Er is geen bewijs van teruggave: hier is geen licentie teruggegeven.
refusal-vendor-refused = De leverancier zegt: { $sentence }
refusal-vendor-unreachable = De leverancier is niet bereikbaar ({ $reason }). Er is niets veranderd. Probeer het later opnieuw, of registreer zonder internet.
refusal-vendor-nonsense = Het antwoord van de leverancier wordt niet begrepen ({ $reason }). Er is niets veranderd; probeer het later opnieuw, of vraag het de leverancier.
