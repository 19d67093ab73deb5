# Facturen en creditnota's: hun pagina's, wat ze tegenhoudt en wat erbij hoort.
refusal-credit-reason-missing = Geef op waarom de factuur wordt gecrediteerd: de reden komt op de creditnota. Er is niets geschreven.
refusal-credit-reason-long = De reden is langer dan { $most } tekens. Er is niets geschreven; maak de reden korter.
refusal-credit-of-credit-note = { $number } is een creditnota, en die kan niet worden gecrediteerd. Er is niets geschreven.
refusal-credited-whole = Factuur { $number } is al helemaal gecrediteerd. Er is niets geschreven.
refusal-credit-written-off = Factuur { $number } is afgeboekt, dus er valt niets meer te crediteren. Er is niets geschreven.
refusal-credit-no-line = Factuur { $number } heeft geen regel { $line }. Er is niets geschreven.
refusal-credit-more-than-line = Van regel { $line } kan hoogstens { $left } zonder btw worden gecrediteerd. Er is niets geschreven.
refusal-credit-nothing = Er is niets geschreven: geef op van welke regel hoeveel wordt gecrediteerd. Een factuur die opnieuw wordt geschreven, wordt helemaal gecrediteerd.
refusal-customer-reference-long = De referentie is langer dan { $most } tekens. Er is niets gewijzigd; maak haar korter.
refusal-customer-country = Het land is een code van twee letters, zoals NL. Er is niets gewijzigd.
refusal-verify-month-open = { $month } is niet afgesloten en heeft dus geen facturen om na te rekenen.

mail-invoice-order-subject = Factuur { $number }
mail-invoice-order-body =
    Beste { $name },

    Uw bestelling is geleverd. Factuur { $number } is bijgevoegd: { $total }, te betalen voor { $due }.

    U vindt hem hier:
    { $link }

    { $provider }
mail-credit-note-subject = Creditnota { $number }
mail-credit-note-body =
    Beste { $name },

    We hebben { $total } van uw factuur { $of } gecrediteerd. Creditnota { $number } is bijgevoegd.

    { $reason }

    Wat van de factuur openstond, is daarmee minder; wat u al had betaald, gaat van uw volgende factuur af.

    U vindt hem hier:
    { $link }

    { $provider }

flash-invoice-credited = De creditnota is geschreven.
flash-customer-details = De factuurgegevens zijn opgeslagen.
flash-month-retried = De facturen die wachtten, worden opnieuw geprobeerd.

invoice-open = Open
invoice-overdue = Te laat
invoice-paid = Betaald
invoice-credited = Gecrediteerd
invoice-written-off = Afgeboekt
invoice-is-credit-note = Creditnota
invoice-open-amount = Nog te betalen
invoice-buyer-reference = Uw referentie
invoice-credits = Crediteert factuur
invoice-replaces = Vervangt factuur
invoice-credit-reason = Reden
invoice-order = Bestelling
invoice-settlements = Wat is betaald en gecrediteerd
invoice-settlement-means = Waarmee
invoice-settlement-source = Kenmerk
invoice-means-payment = Betaling
invoice-means-returned = Teruggekomen betaling
invoice-means-credit = Tegoed dat u had
invoice-means-credit-note = Creditnota
invoice-means-write-off = Afgeboekt
invoice-about = Stukken erover
invoice-users-of-month = Gebruikers per dag
invoice-storage-of-month = Opslag per dag
invoice-storage-included = Inbegrepen
invoice-credit = Deze factuur crediteren
invoice-as-csv = Opslaan als CSV
invoices-filter = Welke facturen
invoices-all-filter = Alle
invoices-open-total = Openstaand
invoices-overdue-total = Waarvan te laat
invoices-count = Facturen

credit-title = Factuur { $number } crediteren
credit-1 = Er wordt een creditnota geschreven en naar de klant gemaild. Daarna verandert geen van beide nog.
credit-2 = Wat openstaat, gaat van de factuur af. Wat was betaald, gaat van de volgende factuur van de klant af.
credit-3 = Geef voor een deel op van welke regel hoeveel. Laat de bedragen leeg om alles te crediteren.
credit-reason = Reden
credit-reason-hint = Komt op de creditnota.
credit-line = Regel { $line }: { $what }
credit-line-hint = { $left } zonder btw kan worden gecrediteerd.
credit-again = Opnieuw schrijven
credit-again-hint = Een nieuwe factuur met de klantgegevens en metingen van nu. Alleen voor de hele factuur.
credit-do = Crediteren

details-title = Factuurgegevens
details-lead = Wat op facturen staat en waar ze heen gaan. Facturen die al zijn uitgeschreven, blijven zoals ze zijn.
details-save = Opslaan
details-reference = Uw referentie
details-reference-hint = Komt op elke factuur, bijvoorbeeld een ordernummer of kostenplaats.
details-email = Facturen ook sturen naar
details-email-hint = Eigenaren en boekhouders krijgen ze sowieso.
details-country = Land
details-country-hint = Twee letters, zoals NL.
details-at = Facturen gaan naar
details-change = Factuurgegevens wijzigen

month-before = Maand ervoor
month-difference = Verschil
month-users = Gebruikers
month-storage = GB
month-warnings = Let op
month-search = Zoek op klant
month-warn-first = Wordt voor het eerst gefactureerd.
month-warn-nothing = Komt op niets uit, terwijl er servers zijn.
month-warn-not-reached = { $host } heeft zijn metingen niet tot het eind van de maand gestuurd. Wat later komt, wordt op de volgende factuur gecorrigeerd.
month-warn-no-readings = { $host } heeft nooit een meting gestuurd.
month-warn-doubled = Meer dan het dubbele van de maand ervoor ({ $before }).
month-warn-halved = Minder dan de helft van de maand ervoor ({ $before }).
month-warn-price = De prijs van { $product } is { $to }; de maand ervoor was die { $from }.
month-warn-announced = De prijs van { $product } wordt { $to } vanaf { $day }. Deze maand geldt nog de oude prijs.
month-warn-country = De klant zit nu in { $to }; zijn laatste factuur was voor { $from }.
month-odd = Om te bekijken
month-customers = Klanten
month-by-month = Gefactureerd per maand, zonder btw
month-progress = { $done } van de { $all } klanten zijn klaar.
month-waits = Facturen wachten
month-waiting = { $n ->
    [one] Eén factuur wacht. De andere zijn geschreven.
   *[other] { $n } facturen wachten. De andere zijn geschreven.
}
month-retry = Opnieuw proberen
month-verify = Narekenen
month-verified = Nagerekend uit de journalen en de catalogus: elke factuur van deze maand klopt, is zonder gaten genummerd en staat in het grootboek.
month-not-verified = Nagerekend uit de journalen en de catalogus; dit klopt niet:
month-verify-title = { $month } narekenen
verify-checked = Nagerekende facturen
verify-number = Factuur
verify-what = Wat er niet klopt
verify-amount = { $billed } gefactureerd, { $right } is juist, voor { $month }
verify-hash = Het stuk is niet wat er geschreven is.
verify-totals = De regels, de btw en de totalen kloppen niet met elkaar.
verify-ledger = Het grootboek heeft er geen boeking van, of een ander bedrag.
verify-open = Wat ervan openstaat, is niet het totaal min wat is verrekend.
verify-gap = In reeks { $series } ontbreken nummers: { $have } stukken tot en met { $last }.
verify-gone = Van deze klant is geen server gebruikt, maar er is wel gefactureerd.

paper-nothing-to-pay = U hoeft niets te betalen.
