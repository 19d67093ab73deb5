# Bankafschriften, betalingen, terugbetalingen.

nav-payments = Betalingen
event-statement-imported = Afschrift ingelezen
event-payment-received = Betaling op de bankrekening
event-payment-matched = Betaling verwerkt
event-payment-unmatched = Verwerking van betaling teruggedraaid
event-refund-asked = Terugbetaling gevraagd
event-refund-paid = Terugbetaling gedaan
event-refund-withdrawn = Terugbetaling vervallen

payments-unsettled = Te verwerken
payments-suggested = Met voorstel
payments-settled = Verwerkt
payments-all = Alle betalingen
payments-statements = Afschriften
payments-refunds = Terugbetalingen
payments-search = Zoek op naam, bedrag, rekening, omschrijving
payments-none = Nog geen betalingen
payments-none-do = Lees een afschrift van uw bank in: de betalingen staan daarna hier.
payments-nothing-left = Alles is verwerkt
payments-nothing-left-do = Nieuwe betalingen komen met het volgende afschrift.

payment-from = Van of aan
payment-date = Datum
payment-words = Omschrijving
payment-amount = Bedrag
payment-state = Status
payment-suggestion = Voorstel
payment-take = Zo verwerken
payment-nobody = Zonder naam
payment-settled = Verwerkt
payment-suggested = Voorstel
payment-open = Open
payment-unsettled = Nog te verwerken
payment-charges = Ingehouden door de bank
bank-payment-account = Rekening
payment-reference = Betalingskenmerk
payment-end-to-end = Kenmerk van de opdrachtgever
payment-mandate = Machtiging
payment-return = Reden van de storno
payment-batch = Batch
payment-was-for = Waarvoor het was
payment-may-be = Waarvoor het kan zijn
payment-to-invoices = Facturen afboeken
payment-to-credit = Tegoed van een klant maken
payment-to-account = Niet van een klant
payment-invoices = Facturen
payment-invoices-hint = Eén nummer per regel. Zet er een bedrag achter als het om een deel gaat: 2026-0001 59,90
payment-settle = Afboeken
payment-customer = Klant
payment-customer-hint = Een naam, het nummer van een van de facturen of het klantkenmerk.
payment-give-credit = Tegoed geven
payment-ledger-account = Grootboekrekening
payment-account-charges = Bankkosten
payment-account-interest = Rente
payment-account-transfer = Overboeking tussen eigen rekeningen
payment-account-various = Diversen
payment-note = Omschrijving
payment-note-hint = Komt in het grootboek te staan.
payment-book = Boeken
payment-why-debit = Onze incasso
payment-why-return = Storno van onze incasso
payment-why-reference = Op betalingskenmerk
payment-why-number = Op factuurnummer in de omschrijving
payment-why-account-amount = Bekende rekening, precies het bedrag
payment-why-account-sum = Bekende rekening, precies de som van de oudste facturen
payment-why-account = Bekende rekening
payment-why-name-amount = Zelfde naam, precies het bedrag
payment-why-name = Zelfde naam
payment-why-amount = Precies het bedrag
payment-why-refund = Gevraagde terugbetaling
payment-why-hand = Met de hand

match-invoice = Factuur
match-credit = Tegoed
match-refund = Terugbetaling
match-debit = Incasso
match-return = Storno
match-account = Grootboek
match-undo = Terugdraaien
match-undone = Teruggedraaid ({ $who })
flash-payment-settled = De betaling is verwerkt.
flash-match-undone = De verwerking is teruggedraaid. De betaling staat weer open.

statement-date = Tot en met
statement-number = Nummer
statement-format = Formaat
statement-opening = Beginsaldo
statement-closing = Eindsaldo
statement-bookings = Boekingen
statement-file = Bestand
statement-file-hint = camt.053 of MT940, zoals uw bank het levert.
statement-no-file = Kies een bestand.
statement-import = Afschrift inlezen
statement-account = Rekening
statement-ledger = Bank in het grootboek
statement-differs = De bankrekening in het grootboek wijkt { $by } af van de bank. Er is iets op geboekt dat op geen afschrift staat: bekijk de boekingen.
statement-known = Alles in dit bestand was al bekend. Er is niets veranderd.
statement-imported = { $statements ->
    [one] 1 afschrift
   *[other] { $statements } afschriften
} ingelezen met { $payments ->
    [one] 1 betaling
   *[other] { $payments } betalingen
}: { $settled } verwerkt, { $suggested } met een voorstel.
statements-none = Nog geen afschriften
statements-none-do = Lees hierboven het eerste in. De rekening wordt gevolgd vanaf het beginsaldo daarvan.

refunds-none = Geen terugbetalingen
refunds-none-do = Hieronder legt u vast welk tegoed u terugbetaalt.
refunds-lead = Maak deze bedragen over bij uw bank. Een terugbetaling is verwerkt zodra de overboeking op een afschrift staat.
refunds-waiting = Openstaande terugbetalingen
refund-ask = Tegoed terugbetalen
refund-iban = IBAN
refund-name = Rekeninghouder
refund-to = Aan
refund-asked = Gevraagd door
refund-withdraw = Laten vervallen
refund-state-asked = Over te maken
refund-state-paid = Betaald
refund-state-withdrawn = Vervallen
flash-refund-asked = De terugbetaling is vastgelegd. Maak het bedrag over bij uw bank.
flash-refund-withdrawn = De terugbetaling is vervallen. Het bedrag is weer tegoed van de klant.

received-title = Betalingen
received-what = Waarvoor
received-credit = Tegoed: { $amount }. Het wordt verrekend met de volgende factuur.

refusal-statement-empty = Het bestand is leeg. Er is niets veranderd. Download het afschrift opnieuw bij uw bank.
refusal-statement-too-large = Het bestand is groter dan { $most } MB. Er is niets veranderd. Download het afschrift over minder dagen tegelijk.
refusal-statement-archive = Het bestand is een archief, zoals ZIP. Er is niets veranderd. Pak het uit en stuur de bestanden een voor een.
refusal-statement-unknown = Het bestand is geen camt.053 en geen MT940. Er is niets veranderd. Kies een van deze formaten bij het downloaden van het afschrift.
refusal-statement-other-message = Het bestand is een { $message }-bericht en geen afschrift van hele dagen. Er is niets veranderd. Download camt.053 bij uw bank.
refusal-statement-xml = Het bestand is niet te lezen op regel { $line } ({ $why }). Er is niets veranderd. Download het afschrift opnieuw; blijft het zo, vraag het uw bank.
refusal-statement-doctype = Op regel { $line } staat een documenttype, wat geen enkel bankafschrift heeft. Er is niets veranderd. Ga na waar het bestand vandaan komt.
refusal-statement-charset = Op regel { $line } staan tekens die niet in UTF-8 geschreven zijn. Er is niets veranderd. Download het afschrift opnieuw en stuur het zonder het eerst in een ander programma te openen.
refusal-statement-field = { $field } ontbreekt of is niet te lezen op regel { $line }. Er is niets veranderd. Download het afschrift opnieuw; blijft het zo, vraag het uw bank.
refusal-statement-sum = De boekingen kloppen niet met de saldi: { $opening } en { $booked } zijn geen { $closing }. Er is niets veranderd. Er ontbreekt een deel van het bestand; download het opnieuw.
refusal-statement-other-account = Het afschrift is van rekening { $found }; die van ons is { $ours }. Er is niets veranderd. Kies de juiste rekening bij uw bank of verbeter het IBAN in de catalogus.
refusal-statement-other-currency = Het afschrift is in { $found }; de bedragen hier zijn in { $ours }. Er is niets veranderd.
refusal-statement-gap = Er ontbreekt een afschrift (nummer { $missing }). Het laatste eindigde met { $closing } op { $date }, dit begint met { $opening }. Er is niets veranderd. Lees eerst in wat ertussen ligt.
refusal-statement-before-start = Het eerste afschrift hier begon op { $date }; dit ligt daarvoor. Er is niets veranderd.
refusal-payment-no-parts = Er is niet gezegd waarvoor de betaling was. Er is niets veranderd. Noem een factuur, een klant of een rekening.
refusal-payment-more-than-open = De delen zijn samen { $parts }, en van deze betaling staat { $open } open. Er is niets veranderd. Neem minder.
refusal-payment-wrong-way = { $amount } gaat de andere kant op dan deze betaling. Er is niets veranderd. Geef een bedrag met hetzelfde teken als de betaling.
refusal-payment-no-invoice = Factuur { $number } bestaat niet. Er is niets veranderd. Controleer het nummer.
refusal-payment-no-account = Op { $account } kunnen betalingen niet met de hand geboekt worden. Er is niets veranderd. Neem bank-charges, of other: met een naam.
refusal-payment-no-words = Schrijf in hooguit 200 tekens wat dit was. Er is niets veranderd.
refusal-payment-no-amount = { $amount } is geen bedrag. Er is niets veranderd. Schrijf het als 59,90.
refusal-payment-no-customer = Geen klant, of meer dan een, heet zo. Er is niets veranderd. Neem het nummer van een van de facturen.
refusal-match-undone-before = Dit was al teruggedraaid. Er is niets veranderd.
refusal-match-banks-word = Wat de bank over een incasso zegt, wordt niet met de hand teruggedraaid. Er is niets veranderd. Komt de incasso terug, dan staat dat op het afschrift.
refusal-match-credit-used = Het tegoed van de klant is intussen gebruikt. Er is niets veranderd. Draai eerst terug waarvoor het gebruikt is.
refusal-refund-more-than-credit = De klant heeft een tegoed van { $credit }. Er is niets veranderd. Betaal niet meer terug dan dat.
refusal-refund-no-iban = { $iban } is geen IBAN. Er is niets veranderd. Controleer het: er kan een cijfer verkeerd staan.
refusal-refund-done = Deze terugbetaling staat niet meer open. Er is niets veranderd. Bekijk de lijst opnieuw.
refusal-refund-amount = De terugbetaling gaat over een ander bedrag. Er is niets veranderd.
