# Facturen, maanden en prijzen.
refusal-ledger-no-transfer = Er is niets geboekt: een boeking in het grootboek heeft minstens één bedrag tussen twee rekeningen nodig. Dit is een fout van het programma; meld hem alstublieft.
refusal-settle-more-than-open = Op factuur { $number } staat minder open. Er is niets veranderd. Bekijk de factuur opnieuw: misschien heeft iemand hem intussen afgeboekt.
refusal-settle-more-than-settled = Van factuur { $number } is minder afgeboekt. Er is niets veranderd. Bekijk wat er op is betaald.
refusal-month-not-over = { $month } is nog niet voorbij. Een maand kan worden afgesloten zodra hij voorbij is.
refusal-earlier-month-open = Sluit eerst { $month } af en wacht tot de facturen er zijn. Maanden worden na elkaar afgesloten.
refusal-month-nothing-sold = Aan het eind van { $month } was er nog niets besteld; er valt niets af te sluiten.
refusal-calculator-number = Vul een heel getal van 0 tot en met { $most } in.

mail-invoice-subject = Factuur { $number } over { $month }
mail-invoice-body =
    Beste { $name },

    Uw factuur { $number } over { $month } staat klaar: { $total }, te betalen vóór of op { $due }.

    Bekijk de factuur, en waar elke regel uit bestaat:
    { $link }

    { $provider }

flash-month-closing = De facturen worden gemaakt.

invoice-title = Factuur { $number }
invoice-credit-title = Creditnota { $number }
invoice-lines = Regels van de factuur
invoice-why = Waar de regels uit bestaan
invoice-total = Totaal
invoice-net = Totaal zonder btw
invoice-vat = Btw { $rate } over { $net }
invoice-col-what = Omschrijving
invoice-col-quantity = Aantal
invoice-col-price = Prijs
invoice-col-amount = Bedrag
invoice-line-users = Gebruikers van { $product }
invoice-line-storage = Extra opslag voor { $product }
invoice-line-discount = Combinatiekorting op { $product }
invoice-line-licence = { $product }: licentie
invoice-line-goodwill = { $product }: eerder gecrediteerd
invoice-line-correction = Correctie: { $what }
invoice-users = { $n ->
    [one] 1 gebruiker
   *[other] { $n } gebruikers
}
invoice-gb = { $n } GB
invoice-exact-gb = { $gb } GB
invoice-why-users = Het hoogste aantal accounts dat in de maand tegelijk bestond, wordt berekend.
invoice-why-storage = De opslag wordt eens per dag gemeten. Elke begonnen GB waarmee het gemiddelde boven het inbegrepene uitkomt, wordt berekend.
invoice-why-discount = { $percent } van de prijs van { $price } af, voor zoveel gebruikers als u bij beide producten hebt.
invoice-why-correction = Na de factuur van die maand zijn nog metingen binnengekomen. Deze regel zet het bedrag recht.
invoice-was-billed = Tot nu toe berekend
invoice-is-right = Juist
invoice-peak-at = Hoogste aantal bereikt
invoice-carried-over = Accounts aan het begin van de maand
invoice-rule = Telregel
invoice-users-of = Gebruikers van { $product }
invoice-accounts-at = { $n ->
    [one] Het account op { $at }
   *[other] De { $n } accounts op { $at }
}
invoice-storage-mean = Gemiddelde over de dagen
invoice-storage-allowance = { $n ->
    [one] Inbegrepen bij 1 gebruiker
   *[other] Inbegrepen bij { $n } gebruikers
}
invoice-storage-days = Opslag per dag
invoice-storage-stored = Opgeslagen
invoice-storage-note = Opmerking
invoice-day-not-read = als de dag ervoor
invoice-number = Nummer
invoice-customer = Klant
invoice-month = Maand
invoice-date = Datum
invoice-due = Uiterste betaaldatum
invoice-state = Status
invoice-reference = Betalingskenmerk
invoice-iban = IBAN
invoice-pdf = Pdf downloaden
invoice-next = Volgende factuur, stand van nu
invoice-next-lead = Deze maand tot nu toe. Het wordt een factuur zodra de maand voorbij is.
invoice-next-nothing = Deze maand is er nog niets geteld.
invoices-all = Facturen
invoices-none = Er zijn nog geen facturen
invoices-none-do = De eerste komt aan het begin van de maand na uw eerste.
invoices-search = Zoek op nummer of klant
staff-invoices-none-do = Sluit een maand af om de facturen te maken.

month-running = Loopt
month-to-close = Af te sluiten
month-closing = Facturen worden gemaakt
month-closed = Afgesloten
month-close = Maand afsluiten
month-close-again = De ontbrekende opnieuw maken
month-close-title = { $month } afsluiten
month-close-1 = Elke klant die iets moet betalen, krijgt een factuur en een mail.
month-close-2 = Verstuurde facturen veranderen niet. Wat later binnenkomt, wordt op de volgende gecorrigeerd.
month-close-3 = De facturen krijgen de datum van vandaag.
month-preview = Wat elke klant zou betalen
month-nothing = Niemand betaalt voor deze maand
month-nothing-do = Geen klant had er een server in, of niemand gebruikte er een.
months-none = Er zijn nog geen maanden
months-none-do = De eerste verschijnt met de eerste bestelling.

calculator-bill = Uw rekening voor een maand
calculator-nothing = Vul in hoeveel gebruikers u hebt om de rekening te zien.
calculator-month = Een maand
calculator-with-vat = Met btw

paper-invoice = Factuur
paper-credit = Creditnota
paper-period = Periode
paper-bic = BIC
paper-in-name-of = Ten name van
paper-vat-number = Btw-nummer { $number }
paper-register = KvK-nummer { $number }
paper-pay = Betaal { $total } vóór of op { $due }, met het betalingskenmerk erbij.
paper-refund = Wij betalen dit bedrag aan u terug.
paper-why-lead = Elk getal op de factuur, en waar het vandaan komt.
paper-page = Pagina
