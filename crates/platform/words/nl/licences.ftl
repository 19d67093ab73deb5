# Licenties, sleutels en registratie.
refusal-key-empty = Er is geen sleutel ingevuld. Vul de sleutel van uw bestelling in: 25 tekens in vijf groepen.
refusal-key-length = Een sleutel heeft 25 tekens en deze heeft er { $found } (sleutel { $key }). Vergelijk hem met uw bestelling.
refusal-key-character = Geen enkele sleutel bevat het teken “{ $character }”, dat op plaats { $position } van sleutel { $key } staat. Vergelijk hem met uw bestelling.
refusal-key-mistyped = Sleutel { $key } bevat een tikfout op plaats { $places }, streepjes niet meegeteld. Bedoelde u { $suggestion }?
refusal-key-unreadable = Sleutel { $key } bevat meerdere tikfouten. Vergelijk hem met uw bestelling.
refusal-key-unknown = Sleutel { $key } is hier nooit uitgegeven. Er is niets geregistreerd. Vergelijk hem met uw bestelling of vraag het ons.
refusal-key-revoked = Sleutel { $key } is ingetrokken. Er is niets geregistreerd. Vraag ons waarom.
refusal-key-used = Sleutel { $key } zit al in een andere licentie. Er is niets geregistreerd. Gebruik hem bij die licentie of vraag het ons.
refusal-key-other-licence = Sleutel { $key } is alleen voor licentie { $number }. Er is niets geregistreerd. Voeg hem aan die licentie toe.
refusal-base-key-needed = De eerste sleutel moet die van de licentie zelf zijn; deze vult een licentie aan. Vul eerst uw oorspronkelijke sleutel in en deze in de volgende stap.
refusal-keys-too-many = Er kunnen hoogstens { $most } sleutels tegelijk worden geregistreerd. Er is niets geregistreerd. Registreer de andere daarna.
refusal-second-base-key = Een van de extra sleutels hoort bij een tweede licentie en kan niet aan deze worden toegevoegd. Er is niets geregistreerd. Laat die sleutel weg en registreer hem op zijn eigen machine.
refusal-key-other-product = Deze sleutel is voor { $found } en hier is { $wanted } nodig. Er is niets geregistreerd. Neem een sleutel voor { $wanted }.
refusal-key-other-edition = Deze sleutel is voor de editie { $found } en de licentie voor { $wanted }. Er is niets geregistreerd. Vraag ons om hem te ruilen.
refusal-key-other-class = Deze sleutel is verkocht tegen { $found }-prijzen en de licentie tegen { $wanted }-prijzen. Er is niets geregistreerd. Vraag ons om hem te ruilen.
refusal-add-on-users-differ = De uitbreiding { $addon } zou voor { $found } gebruikers zijn en de licentie voor { $users }. Er is niets geregistreerd. Voeg de ontbrekende sleutels toe of vraag het ons.
refusal-file-empty = Er staat niets in. Neem het hele bestand.
refusal-file-too-long = Dit is langer dan zo’n bestand ooit is. Neem het bestand dat het product heeft gemaakt.
refusal-file-no-document = Dit is geen { $wanted }-bestand. Neem het bestand dat het product heeft gemaakt.
refusal-file-other-kind = Dit is een { $found }-bestand en hier is een { $wanted }-bestand nodig. Neem het andere.
refusal-file-newer-format = Dit bestand heeft vorm { $found } en wij lezen tot en met { $known }. Er is niets gewijzigd. Vraag het ons; wij moeten eerst bijwerken.
refusal-file-cut-short = Het einde van dit bestand ontbreekt. Er is niets gewijzigd. Neem het hele bestand.
refusal-file-altered = Dit bestand is onderweg veranderd of niet ondertekend door de machine die het noemt. Er is niets gewijzigd. Maak een nieuw bestand.
refusal-file-key-unknown = De sleutel { $id } waarmee dit bestand is ondertekend, is niet bekend. Er is niets gewijzigd. Maak een nieuw bestand.
refusal-file-key-retired = De sleutel { $id } waarmee dit bestand is ondertekend, was toen al buiten gebruik. Er is niets gewijzigd. Vraag ons om een nieuw bestand.
refusal-file-key-revoked = De sleutel { $id } waarmee dit bestand is ondertekend, is ingetrokken. Er is niets gewijzigd. Vraag ons om een nieuw bestand.
refusal-file-key-for-other = De sleutel { $id } mag zo’n bestand niet ondertekenen. Er is niets gewijzigd. Maak een nieuw bestand.
refusal-file-malformed = Dit bestand is ondertekend, maar wij begrijpen de inhoud niet. Er is niets gewijzigd. Vraag het ons; misschien moeten wij eerst bijwerken.
refusal-licence-held = Licentie { $number } is op een andere machine geregistreerd. Daar en hier is niets gewijzigd. Verwijder het product daar of geef de licentie in de console vrij; is die machine er niet meer, verklaar haar dan op onze website blijvend offline.
refusal-licence-held-by-pair = Licentie { $number } is geregistreerd op twee machines die voor elkaar invallen. Er is niets gewijzigd. Geef de licentie eerst op een van beide vrij.
refusal-licence-revoked = Licentie { $number } is ingetrokken: { $reason }. Er is niets gewijzigd. Neem contact met ons op.
refusal-licence-not-held = Licentie { $number } is niet op die machine geregistreerd, dus er valt niets vrij te geven. Registreer haar waar u wilt.
refusal-offline-moves-used-up = Machines van licentie { $number } zijn binnen een jaar { $most } keer offline verklaard, zo vaak als hier kan. Er is niets gewijzigd. Vraag het ons; wij kunnen het voor u doen.
refusal-licence-not-yours = Alleen de eigenaar of een beheerder mag dit. Er is niets gewijzigd. Vraag het een van hen.
refusal-reason-missing = Vermeld waarom. Er is niets gewijzigd.
refusal-reason-too-long = Een reden heeft hoogstens { $most } tekens. Er is niets gewijzigd. Maak haar korter.
refusal-receipt-of-stranger = Deze vrijgave komt van een machine die de genoemde licentie nooit had. Er is niets gewijzigd.
refusal-receipt-of-future = Deze vrijgave noemt licentiebestand { $serial }, dat wij nooit hebben gemaakt. Er is niets gewijzigd. Vraag het ons.
refusal-product-not-licensed = { $product } wordt niet als licentie verkocht. Er is niets gewijzigd. Kies een ander product.
refusal-grant-makes-no-sense = Wat er uitgegeven moet worden, klopt niet ({ $what }). Er is niets uitgegeven. Verbeter het en probeer het opnieuw.
refusal-licence-not-revoked = Deze licentie is niet ingetrokken, dus er valt niets terug te geven.
refusal-licence-revoked-before = Deze licentie is al eerder ingetrokken. Er is niets gewijzigd.
refusal-key-not-new = Deze sleutel zit in een licentie of is al eerder ingetrokken. Er is niets gewijzigd. Trek de licentie in waar hij in zit om hem terug te nemen.
refusal-revocations-full = De lijst van ingetrokken licenties is vol. Er is niets gewijzigd. Producten lezen geen langere lijst; houd dit geval met de hand bij.
refusal-licence-no-file = Deze licentie is nooit geregistreerd, dus er is geen licentiebestand. Registreer eerst de sleutel.
refusal-signing-key-unknown = Er is geen ondertekensleutel met deze naam. Vraag de lijst op en neem de naam daaruit.
refusal-root-key-stays = De hoofdsleutel zit in elk product en wordt daarom niet vervangen of ingetrokken. Er is niets gewijzigd.
refusal-signing-key-revoked-before = Deze ondertekensleutel is al eerder ingetrokken. Er is niets gewijzigd.

mail-expiry-subject = Het onderhoud van licentie { $number } eindigt op { $day }
mail-expiry-body = Beste { $name },

    Het softwareonderhoud van uw licentie { $number } ({ $product }, { $users } gebruikers) geldt tot en met { $day }
    ({ $zone }). Dagen over: { $days }.

    Na die dag stopt er niets. Versies die tot dan zijn uitgebracht, blijven van u; voor nieuwere versies en
    beveiligingsupdates is een verlenging nodig. Die loopt vanaf die dag door, dus eerder verlengen kost u niets:

    { $link }

    { $provider }
