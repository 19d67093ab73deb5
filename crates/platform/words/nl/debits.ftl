# Incasso: machtigingen, incasso's, bestanden voor de bank.

refusal-debit-off = Facturen worden hier per overboeking betaald: automatische incasso is niet ingesteld. Er is niets gewijzigd. Medewerkers stellen het in de catalogus in, onderdeel [debit].
refusal-iban-malformed = Dit is geen rekeningnummer. Kijk het na: twee letters, twee cijfers en wat volgt, zoals NL91 ABNA 0417 1643 00.
refusal-iban-not-sepa = Van rekeningen in { $country } kan niet worden geïncasseerd: het land hoort niet bij SEPA. Geef een rekening in een SEPA-land op, of betaal per overboeking.
refusal-bic-needed = Banken in { $country } worden op hun BIC gevonden. Vul die in; hij staat op een afschrift.
refusal-bic-malformed = Dit is niet de BIC van een bank in het land van de rekening. Een BIC heeft 8 of 11 letters en cijfers, zoals ABNANL2A, en mag bij rekeningen in de EER leeg blijven.
refusal-holder-malformed = Vul in op wiens naam de rekening staat, in hoogstens 70 letters.
refusal-mandate-not-signed = Er is niets ondertekend. Vink het vakje aan om de machtiging te ondertekenen.
refusal-mandate-text-changed = De machtiging is gewijzigd sinds u de pagina opende, dus er is niets ondertekend. Lees haar nog eens en onderteken opnieuw.
refusal-mandate-same-account = De machtiging geldt al voor deze rekening, dus er is niets gewijzigd.
refusal-mandate-none = Deze machtiging is niet van kracht, dus er is niets gewijzigd.
refusal-debits-nothing-due = Er hoeft nu geen incasso te worden verstuurd, dus er is geen bestand gemaakt. Wat gepland is, blijft gepland.
refusal-debits-file-refused = Het bestand zou tegen een regel van de incasso ingaan, dus er is geen bestand gemaakt en niets verstuurd: { $problem }. Zet dat recht en maak het bestand opnieuw.
refusal-answer-unreadable = Dit is geen leesbaar antwoord van de bank, en er is niets gewijzigd: { $problem }. Upload het bestand (pain.002) zoals de bank het gaf.
refusal-answer-not-ours = Het antwoord gaat over het bestand { $message }, dat hier niet is gemaakt. Er is niets gewijzigd. Kijk of het bij een andere administratie hoort.

event-mandate-signed = Machtiging ondertekend
event-mandate-moved = Machtiging ondertekend voor een andere rekening
event-mandate-ended = Machtiging beëindigd
event-debit-planned = Incasso gepland
event-debit-sent = Incasso naar de bank
event-debit-booked = Incasso geboekt
event-debit-returned = Incasso teruggekomen
event-debit-cancelled = Incasso vervallen
event-batch-made = Incassobestand gemaakt
event-batch-answered = Antwoord van de bank op een incassobestand

nav-payment = Betalen
nav-debits = Incasso's

mail-invoice-debit-subject = Factuur { $number } over { $month }
mail-invoice-debit-body =
    Beste { $name },

    Uw factuur { $number } over { $month } staat klaar: { $total }.

    U hoeft niets te doen: wij incasseren het bedrag op { $debit_date } van { $debit_iban } met machtiging { $debit_mandate } (incassant-ID { $debit_creditor }).

    Bekijk de factuur, en waar elke regel uit bestaat:
    { $link }

    { $provider }

mail-debit-later-subject = Factuur { $number } wordt later geïncasseerd
mail-debit-later-body =
    Beste { $name },

    Wij incasseren { $amount } voor factuur { $number } op { $day }, later dan op de factuur staat. U hoeft niets te doen.

    { $link }

    { $provider }

mail-debit-files-subject = Er staan incasso's klaar voor de bank
mail-debit-files-body =
    Beste { $name },

    Deze bestanden zijn gemaakt, omdat de bank ze uiterlijk op de eerstvolgende werkdag nodig heeft:

    { $files }

    Download elk bestand en lever het bij de bank aan:
    { $link }

    { $provider }

debit-file-line =
    { $number ->
        [one] Incasso op { $day }: één incasso, { $total }
       *[other] Incasso op { $day }: { $number } incasso's, { $total }
    }

mail-debit-returned-subject = Incasso van factuur { $number } is teruggekomen
mail-debit-returned-body =
    Beste { $name },

    Wij konden { $amount } voor factuur { $number } niet van { $iban } incasseren. De reden die de bank gaf: { $reason }

    Van de factuur staat { $open } open. { $next }

    Wilt u zelf betalen, maak dan { $open } over naar { $account } onder vermelding van { $reference }.

    { $link }

    { $provider }

mail-debit-again = Wij proberen het nog één keer op { $day }; hebt u dan al betaald, dan incasseren wij niet.
mail-debit-not-again = Wij proberen het niet vanzelf opnieuw. Maak het bedrag alstublieft over.
mail-debit-mandate-over = Uw machtiging is daarmee beëindigd. Maak het bedrag alstublieft over, of onderteken een nieuwe machtiging.

mail-mandate-ended-subject = Machtiging { $reference } is beëindigd
mail-mandate-ended-body =
    Beste { $name },

    Machtiging { $reference } voor { $iban } is beëindigd; wij incasseren er niet meer mee. Een incasso die al bij de bank ligt, kan nog worden uitgevoerd; u kunt die door uw bank laten terugboeken.

    Facturen die geïncasseerd zouden worden: { $invoices }. Maak deze en de volgende alstublieft over naar { $account } met het kenmerk op de factuur.

    Een nieuwe machtiging ondertekenen:
    { $link }

    { $provider }

debit-on-statement = Factuur { $number } { $reference }
debit-announced = Wordt op { $date } geïncasseerd van { $iban } met machtiging { $mandate } (incassant-ID { $creditor }). U hoeft niets te doen.
debit-invoice = Automatische incasso

mandate-title = SEPA-machtiging (doorlopend, Core)
mandate-creditor = Incassant
mandate-creditor-place = Adres van de incassant
mandate-creditor-id = Incassant-ID
mandate-reference = Kenmerk machtiging
mandate-type = Soort betaling
mandate-recurrent = doorlopend
mandate-for = Reden van betaling
mandate-for-invoices = facturen
mandate-debtor = Klant
mandate-holder = Naam van de rekeninghouder
mandate-iban = Rekeningnummer (IBAN)
mandate-bic = BIC
mandate-bic-hint = Alleen nodig bij rekeningen buiten de EER, bijvoorbeeld in Zwitserland of het Verenigd Koninkrijk.
mandate-text-authorise = Door ondertekening van dit formulier geeft u toestemming aan { $creditor } om doorlopende incasso-opdrachten te sturen naar uw bank om een bedrag van uw rekening af te schrijven en aan uw bank om doorlopend een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van { $creditor }.
mandate-text-refund = Als u het niet eens bent met deze afschrijving, kunt u deze laten terugboeken. Neem hiervoor binnen acht weken na afschrijving contact op met uw bank. Vraag uw bank naar de voorwaarden.
mandate-text-notice = Op elke factuur staat wanneer zij wordt geïncasseerd; dat is ten minste { $days } dagen na de factuurdatum.
mandate-agree = Ik onderteken deze machtiging en mag dat voor deze rekening doen
mandate-sign = Machtiging ondertekenen
mandate-move = Voor deze rekening tekenen
mandate-signed-by = Ondertekend door
mandate-signed-at = Ondertekend
mandate-signed-from = Vanaf netwerkadres
mandate-last-used = Laatst geïncasseerd
mandate-never-used = nog niet
mandate-text = Ondertekende tekst
mandate-active = van kracht
mandate-withdrawn = ingetrokken
mandate-lapsed = vervallen
mandate-ended-by-bank = door de bank beëindigd
mandate-state = Stand

payment-title = Hoe u betaalt
payment-lead = Facturen worden overgemaakt, of van uw rekening geïncasseerd.
payment-way = Wijze
payment-by-transfer = Per overboeking
payment-by-debit = Per automatische incasso
payment-transfer-how = Elke factuur heeft een eigen kenmerk. Maak het totaal over naar de rekening hieronder en vermeld het kenmerk, dan wordt uw betaling meteen gevonden.
payment-account = Rekening om naar over te maken
payment-off = Deze aanbieder incasseert niet.
payment-sign-title = Automatisch laten incasseren
payment-sign-lead = Onderteken een machtiging, dan worden facturen geïncasseerd op de dag waarop ze betaald moeten zijn. U kunt haar altijd intrekken.
payment-move-title = Van een andere rekening incasseren
payment-move-lead = De machtiging houdt haar kenmerk. Onderteken haar voor de andere rekening; facturen die nog niet bij de bank liggen, worden daarvan geïncasseerd.
payment-owner-only = Een eigenaar van de klant ondertekent machtigingen en trekt ze in.
payment-debits = Incasso's
payment-debits-none = Er is nog niets geïncasseerd
payment-debits-none-do = Is er een machtiging, dan staat op de volgende factuur wanneer zij wordt geïncasseerd.
payment-mandates = Machtigingen
payment-mandates-none = Er is geen machtiging ondertekend
payment-withdraw = Machtiging intrekken
payment-withdraw-title = Machtiging { $reference } intrekken
payment-withdraw-1 = Er wordt niets meer mee geïncasseerd. Wat al bij de bank ligt, kan nog worden afgeschreven; uw bank boekt het terug als u daar binnen acht weken om vraagt.
payment-withdraw-2 = Openstaande facturen maakt u over, met het kenmerk dat erop staat.
payment-withdraw-3 = Wat ondertekend is, blijft bewaard, zoals de wet dat vraagt. Een nieuwe machtiging kan altijd worden ondertekend.
flash-mandate-signed = De machtiging is ondertekend. Op de volgende factuur staat wanneer zij wordt geïncasseerd.
flash-mandate-withdrawn = De machtiging is ingetrokken. Facturen worden overgemaakt.

debit-planned = gepland
debit-sent = bij de bank
debit-booked = geboekt
debit-returned = teruggekomen
debit-cancelled = vervallen
debit-cancelled-paid = De factuur was op een andere manier voldaan.
debit-cancelled-mandate-ended = De machtiging was beëindigd.
debit-to-recall = Terugroepen bij de bank
debit-recall-paid = Van de factuur staat minder open dan er wordt geïncasseerd.
debit-recall-mandate = De machtiging is sindsdien beëindigd.
debit-col-invoice = Factuur
debit-col-customer = Klant
debit-col-day = Dag
debit-col-amount = Bedrag
debit-col-state = Stand
debit-col-why = Waarom

debits-title = Incasso's
debits-lead = Wat wordt geïncasseerd, de bestanden voor de bank en haar antwoorden.
debits-off = Automatische incasso is niet ingesteld: de catalogus heeft geen onderdeel [debit].
debits-due = Te versturen
debits-due-lead = Tot en met incasso's van { $until }. Verstuur elk bestand uiterlijk op de dag die ernaast staat.
debits-due-none = Er hoeft nu niets te worden verstuurd.
debits-collect-on = Incasso op
debits-send-until = Versturen tot en met
debits-number = Incasso's
debits-total = Totaal
debits-make = Bestanden maken
debits-left-out = { $n ->
    [one] Eén daarvan blijft achterwege: de factuur is voldaan of de machtiging beëindigd.
   *[other] { $n } daarvan blijven achterwege: de facturen zijn voldaan of de machtigingen beëindigd.
}
debits-recall-title = Terug te roepen
debits-recall-lead = Deze liggen bij de bank en horen niet geïncasseerd te worden. Vraag de bank ze terug te roepen; wat toch wordt geïncasseerd, wordt tegoed van de klant.
debits-batches = Bestanden
debits-batches-none = Er is nog geen bestand gemaakt
debits-batches-none-do = Van alles wat aan de beurt is, wordt één bestand per incassodag gemaakt.
debits-all = Incasso's
debits-none = Nog geen incasso's
debits-none-do = Een factuur van een klant met een machtiging wordt bij het versturen voor incasso gepland.
debits-search = Factuur, klant of end-to-end-id
debits-answer-title = Antwoord van de bank
debits-answer-lead = Upload het statusbericht van de bank (pain.002). Wat het weigert, komt terug: de factuur staat open, de klant krijgt bericht.
debits-answer-file = Bestand (pain.002)
debits-answer-take = Antwoord verwerken
debits-mandates = Machtigingen
debits-mandates-search = Kenmerk of rekeninghouder
batch-title = Bestand { $message }
batch-message = Bericht
batch-number = Aantal incasso's
batch-total = Controlesom
batch-made = Gemaakt
batch-made-by = Gemaakt door
batch-hash = SHA-256
batch-download = Bestand downloaden
batch-group-states = Stand van de incasso's
flash-batches-made = De bestanden zijn gemaakt. Download elk bestand en stuur het naar de bank.
flash-answer-taken = Het antwoord is verwerkt. Wat het weigert, is teruggekomen.
flash-answer-known = Dit antwoord was al verwerkt. Er is niets gewijzigd.
flash-answer-nothing = Het antwoord is verwerkt. Het weigert niets.
flash-answer-unknown = Het antwoord is verwerkt, en noemt incasso's die niet in dat bestand staan. Bekijk het samen met de bank.

debit-reason-ac01 = Het rekeningnummer klopt niet (AC01).
debit-reason-ac04 = De rekening is opgeheven (AC04).
debit-reason-ac06 = De rekening is geblokkeerd (AC06).
debit-reason-ac13 = De rekening is van een consument, wat deze soort incasso niet toestaat (AC13).
debit-reason-ag01 = Van de rekening mag niet worden geïncasseerd, bijvoorbeeld een spaarrekening (AG01).
debit-reason-ag02 = De bank accepteerde de soort opdracht niet (AG02).
debit-reason-am04 = Er stond te weinig geld op de rekening (AM04).
debit-reason-am05 = De bank hield het voor dubbel (AM05).
debit-reason-be05 = De bank kent het incassant-ID niet (BE05).
debit-reason-cnor = De bank van de incassant is hiervoor niet aangesloten (CNOR).
debit-reason-dnor = De bank van de rekening is hiervoor niet aangesloten (DNOR).
debit-reason-dupl = Hij is teruggeroepen omdat hij dubbel was (DUPL).
debit-reason-ed05 = De banken konden hem niet afwikkelen (ED05).
debit-reason-ff01 = Het bestand had niet de juiste vorm (FF01).
debit-reason-ff05 = De soort incasso werd niet geaccepteerd (FF05).
debit-reason-frad = Hij is teruggeroepen wegens een vermoeden van fraude (FRAD).
debit-reason-md01 = De bank kent geen geldige machtiging, of volgens de rekeninghouder is die er niet (MD01).
debit-reason-md02 = Gegevens van de machtiging ontbraken of klopten niet (MD02).
debit-reason-md06 = De rekeninghouder heeft hem laten terugboeken (MD06).
debit-reason-md07 = De rekeninghouder is overleden (MD07).
debit-reason-ms02 = De rekeninghouder heeft hem geweigerd (MS02).
debit-reason-ms03 = De bank gaf geen reden (MS03).
debit-reason-rc01 = De BIC van de bank klopt niet (RC01).
debit-reason-rc07 = De BIC van de incassant klopt niet (RC07).
debit-reason-rr01 = Rekening of rekeninghouder was niet genoemd zoals de wet dat vraagt (RR01).
debit-reason-rr02 = Naam of adres van de rekeninghouder ontbrak (RR02).
debit-reason-rr03 = Naam of adres van de incassant ontbrak (RR03).
debit-reason-rr04 = Een toezichtsregel verbiedt het (RR04).
debit-reason-sl01 = De rekeninghouder heeft deze incassant of incasso's bij de bank beperkt (SL01).
debit-reason-sl11 = De incassant staat niet op de lijst van de rekeninghouder (SL11).
debit-reason-tech = Hij is teruggeroepen wegens een technisch probleem (TECH).
debit-reason-other = De bank gaf de code { $code }.
