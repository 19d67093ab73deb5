# De winkel voor licenties.
nav-shop = Licentie kopen
nav-shop-orders = Licentiebestellingen
nav-licence-orders = Licentiebestellingen
shop-title = Licenties
shop-lead = Draai het product op uw eigen machine. U koopt een licentie één keer en verlengt het onderhoud elk jaar.
shop-without-vat = Prijzen zonder btw.
shop-yours = Uw licenties
shop-yours-do = Voeg gebruikers, uitbreidingen of jaren toe aan een licentie die u hebt.
shop-product-connect = Mail- en groupwareserver: elke mailbox is een gebruiker. Aliassen, lijsten, domeinen en hulpmiddelen zijn gratis.
shop-product-control = Netwerkpoort: elk account dat inlogt is een gebruiker, ook gasten, met hoogstens 5 apparaten. De beheerder is gratis.
shop-product-operator = Telefooncentrale: elk account dat inlogt is een gebruiker, met hoogstens 3 toestellen per gebruiker.
shop-product-workspace = Gedeelde documenten: elk account met toegang is een gebruiker. De beheerder is gratis.
shop-included-users = { $n } gebruikers zijn inbegrepen. Meer gebruikers komen in pakketten.
shop-included-years = { $n ->
    [one] Eén jaar onderhoud is inbegrepen, vanaf de dag van registratie: elke versie en elke verbetering uit die tijd.
   *[other] { $n } jaar onderhoud is inbegrepen, vanaf de dag van registratie: elke versie en elke verbetering uit die tijd.
}
shop-included-renewal = Een volgend jaar onderhoud kost { $percent } van wat dezelfde licentie nieuw kost.
shop-included-trial = Probeer alles { $n } dagen, voor zoveel gebruikers als u wilt, met alle uitbreidingen en zonder registratie.
shop-prices-of = Prijzen van { $product }
shop-col-kind = Editie en prijzen voor
shop-col-base = Serverlicentie, { $n } gebruikers
shop-col-pack = Pakket van { $n } gebruikers
shop-price-add-on = { $base } + { $pack } per pakket
shop-order-product = { $product } bestellen
shop-classes = Onderwijs, overheid en gecertificeerde edities
shop-classes-why = Scholen en universiteiten, en overheden en organisaties zonder winstoogmerk, hebben eigen prijzen. U bestelt, stuurt iets waaruit blijkt wat u bent, en krijgt de sleutels zodra wij dat hebben bekeken. Een jaar lang hebben uw bestellingen dan geen bewijs meer nodig.
shop-certified-why = Versies van de gecertificeerde editie dragen de certificaten van hun keurmerk. Een update zonder certificaat is als zodanig te zien en wacht op uw bevestiging.
shop-class-standard = iedereen
shop-class-edu = onderwijs
shop-class-edu-hint = Scholen, universiteiten en onderzoek. We vragen om bewijs voordat we leveren.
shop-class-gov = overheid en non-profit
shop-class-gov-hint = Overheden en organisaties zonder winstoogmerk. We vragen om bewijs voordat we leveren.
shop-edition-hint = Versies met certificaten van { $scheme }.

shop-order-title = Licentie voor { $product } bestellen
shop-order-more-title = { $product }, licentie { $number }
shop-order-lead = De sleutels staan op de pagina van de bestelling en in uw mail zodra u hebt besteld.
shop-licence-now = { $n } gebruikers, onderhoud tot en met { $day }.
shop-licence-new = { $n } gebruikers, nog niet geregistreerd.
shop-kinds = Wat u voor deze licentie bestelt
shop-kind-users = Meer gebruikers
shop-kind-add-on = Uitbreiding
shop-kind-renewal = Verlenging
shop-what = Wat u bestelt
shop-product = Product
shop-edition = Editie
shop-class = Prijzen voor
shop-users = Gebruikers
shop-users-hint = Elk aantal mag. We ronden naar boven af op wat er te koop is en zeggen dat.
shop-years = Verdere jaren onderhoud
shop-years-hint = Na het eerste jaar, dat is inbegrepen.
shop-more-users = Hoeveel gebruikers erbij
shop-more-users-hint = Te koop in pakketten, met elke uitbreiding die de licentie heeft.
shop-add-on = Uitbreiding voor alle gebruikers van de licentie
shop-add-ons = Uitbreidingen
shop-renewal-years = Jaren
shop-by = Hoe de verlenging aankomt
shop-by-same-key = Met de sleutel die u hebt
shop-by-same-key-hint = Opnieuw registreren met dezelfde sleutel is alles.
shop-by-new-key = Met een nieuwe sleutel
shop-by-new-key-hint = Die voegt u toe aan de eerste sleutel, in de tweede stap van de registratie.
shop-calculate = Berekenen
shop-quote = Wat het kost
shop-net = Zonder btw
shop-vat = Btw { $percent }
shop-reference = Uw referentie
shop-reference-hint = Staat op de bestelling en op de factuur.
shop-order-submit = Bestellen voor dit bedrag

shop-what-new = { $product }: nieuwe licentie met { $n } gebruikers
shop-what-users = { $product }: { $n } gebruikers erbij
shop-what-add-on = { $product }: { $add_on } voor { $n } gebruikers
shop-what-renewal = { $product }: onderhoud voor { $n ->
    [one] één jaar
   *[other] { $n } jaar
}
shop-line-base = Serverlicentie { $product } met { $n } gebruikers
shop-why-base = { $n } gebruikers en het eerste jaar onderhoud zijn inbegrepen.
shop-line-packs = Pakketten van { $n } gebruikers
shop-why-packs = Meer gebruikers zijn te koop in pakketten van { $n }.
shop-line-add-on = { $add_on } voor { $n } gebruikers
shop-why-add-on = { $n ->
    [0] { $base } voor de serverlicentie. Een uitbreiding is voor alle gebruikers.
    [one] { $base } voor de serverlicentie en { $pack } voor één pakket. Een uitbreiding is voor alle gebruikers.
   *[other] { $base } voor de serverlicentie en { $pack } voor elk van { $n } pakketten. Een uitbreiding is voor alle gebruikers.
}
shop-line-add-on-packs = { $add_on } voor pakketten van { $n } gebruikers
shop-why-add-on-packs = De licentie heeft deze uitbreiding, en een uitbreiding is voor alle gebruikers.
shop-line-years = Jaren onderhoud
shop-why-years = Een jaar kost { $percent } van { $price }, de prijs van dezelfde licentie als die vandaag nieuw wordt gekocht.
shop-line-pro-rata = Onderhoud tot en met { $day }
shop-why-pro-rata = Per stuk: { $percent } van { $price } per jaar, voor { $parts }.
shop-part = { $n } van { $of } dagen vanaf { $from }
shop-note-rounded-up = U vroeg om { $asked } gebruikers; in pakketten worden dat er { $n }.
shop-note-not-registered = De licentie is nog niet geregistreerd. Het onderhoud begint op de dag waarop dat gebeurt.
shop-note-not-covered = Het onderhoud eindigde op { $day }. Wat u toevoegt valt eronder zodra u verlengt.
shop-note-renewed = Het onderhoud gaat verder vanaf { $from } en loopt dan tot en met { $day }.
shop-note-too-few-years = Dat eindigt nog in het verleden, op { $day }. { $n ->
    [one] Eén jaar reikt tot vandaag.
   *[other] { $n } jaar reikt tot vandaag.
}
shop-note-evidence = Prijzen voor { $class }: we bekijken uw bewijs voordat we leveren, tenzij we dat het afgelopen jaar al deden.

shop-orders = Licentiebestellingen
shop-orders-none = Nog geen licentiebestellingen
shop-orders-none-do = Bekijk de prijzen en bestel een licentie.
shop-order = Bestelling
shop-placed = Besteld op
shop-state = Toestand
shop-state-placed = Adres te bevestigen
shop-state-evidence = Bewijs nodig
shop-state-waiting = Wij bekijken het
shop-state-checking = De btw wordt nagegaan
shop-state-delivered = Geleverd
shop-state-refused = Afgewezen
shop-state-cancelled = Geannuleerd
shop-state-lapsed = Vervallen
shop-step-placed = Besteld
shop-step-evidence = Bewijs gestuurd
shop-step-approval = Bewijs goedgekeurd
shop-step-vat = Btw nagegaan
shop-vat-do = Uw btw-nummer en de controles ervan
shop-goes-on = De btw is nu bekend; de sleutels volgen binnen een minuut.
shop-step-delivered = Geleverd
shop-keys = Uw sleutels
shop-key = Sleutel
shop-register-new = Voer de sleutel in bij het product: de beheerconsole vraagt erom onder Licentie. Met de registratie begint het eerste jaar onderhoud.
shop-register-more = Voer in de console van het product, onder Licentie, de eerste sleutel van de licentie opnieuw in en voeg in de tweede stap de nieuwe sleutel toe.
shop-register-in-place = Er is geen nieuwe sleutel. Registreer in de console van het product, onder Licentie, opnieuw met de sleutel die u hebt.
shop-agreed = Wat is afgesproken
shop-due = { $total } moet nog worden betaald.
shop-invoice = Factuur { $number }
shop-evidence = Bewijs
shop-evidence-why = Laat zien dat deze prijzen voor u zijn: een registratienummer, een brief, statuten. We leveren zodra we het hebben bekeken.
shop-evidence-again = We hebben uw bewijs en bekijken het. Ontbreekt er iets, stuur het dan opnieuw: het nieuwste telt.
shop-evidence-words = In woorden
shop-evidence-words-hint = Bijvoorbeeld het BRIN-nummer van uw school.
shop-evidence-file = Bestand
shop-evidence-file-hint = PDF, PNG, JPEG of tekst, hoogstens 5 MB. Alleen u en onze medewerkers kunnen het lezen.
shop-evidence-submit = Bewijs sturen
shop-cancel-title = Bestelling annuleren
shop-cancel-why = Er is niets geleverd en u hoeft niets te betalen.
shop-cancel = Bestelling annuleren
shop-refused-because = We hebben deze bestelling afgewezen:

shop-search = Zoeken op klant, referentie, product, toestand of id
shop-staff-lead = Bestellingen die op u wachten staan bovenaan.
shop-staff-none = Nog geen licentiebestellingen
shop-staff-none-do = Ze komen uit de winkel. Die met bewijs om te bekijken staan bovenaan.
shop-approve-why = De sleutels worden meteen geleverd. Een jaar lang hebben bestellingen van de klant voor deze prijzen geen bewijs nodig.
shop-approve = Goedkeuren en leveren
shop-refuse-title = Bestelling afwijzen
shop-refuse = Bestelling afwijzen
shop-reason = Reden
shop-reason-hint = De klant leest die.

flash-evidence-sent = Uw bewijs is gestuurd. We bekijken het, en u krijgt een mail.
flash-order-cancelled = De bestelling is geannuleerd.
flash-order-approved = Goedgekeurd. De sleutels zijn geleverd.
flash-order-refused = Afgewezen. De klant heeft een mail met uw reden.

event-licence-order-placed = Licentie besteld
event-licence-order-evidence = Bewijs gestuurd
event-licence-order-approved = Bewijs goedgekeurd
event-licence-order-refused = Licentiebestelling afgewezen
event-licence-order-cancelled = Licentiebestelling geannuleerd
event-licence-order-delivered = Sleutels geleverd
event-licence-order-waiting = Licentiebestelling wacht op de btw

refusal-product-not-by-licence = { $product } is niet per licentie te koop. Er is niets besteld. Kies een product uit de prijslijst.
refusal-edition-unknown = { $product } heeft geen editie “{ $edition }”. Er is niets besteld. Kies er een uit de prijslijst.
refusal-licence-price-missing = Er is vandaag geen prijs voor { $product }, editie { $edition }, in de klasse { $class }. Er is niets besteld. Kies een andere editie of klasse, of vraag het ons.
refusal-users-out-of-range = Schrijf een aantal gebruikers van 1 tot { $most }. Er is niets besteld.
refusal-years-out-of-range = Schrijf een aantal jaren van hoogstens { $most }; een verlenging is voor minstens één jaar. Er is niets besteld.
refusal-add-on-not-sold = De uitbreiding “{ $add_on }” is voor deze licentie niet te koop. Er is niets besteld. Kies er een uit de lijst.
refusal-add-on-held = De licentie heeft de uitbreiding “{ $add_on }” al, of die is al besteld. Er is niets besteld.
refusal-add-on-included = De uitbreiding “{ $add_on }” hoort bij deze licentie, want die is gekocht voordat de uitbreiding apart werd verkocht. Er is niets besteld en u hoeft niets te betalen.
refusal-licence-unknown = U hebt zo’n licentie niet, of ze is ingetrokken. Er is niets besteld. Open de licentie opnieuw vanuit uw lijst.
refusal-reference-too-long = Uw referentie is langer dan { $most } tekens. Maak die korter.
refusal-total-not-seen = Bekijk het bedrag hieronder: het was nog niet berekend, of het is intussen veranderd. Er is niets besteld. Klopt het, bestel dan opnieuw.
refusal-licence-order-vat = De btw op deze bestelling is anders dan toen u bestelde, dus het totaal klopt niet meer. Er is niets geleverd en u hoeft niets te betalen. Annuleer de bestelling en bestel opnieuw voor het nieuwe totaal.
refusal-licence-order-open = Een andere bestelling voor deze licentie staat nog open. Er is niets besteld. Wacht tot die is geleverd, of annuleer die eerst.
refusal-licence-changed = De licentie is veranderd sinds de bestelling werd berekend, dus die past niet meer. Er is niets geleverd. Bestel opnieuw; medewerkers wijzen de oude bestelling af.
refusal-licence-order-state = { $state ->
    [placed] De bestelling wacht op bevestiging van het adres
    [checking] De bestelling wacht tot de btw bekend is
    [waiting] De bestelling wacht
    [delivered] De bestelling is geleverd
    [refused] De bestelling is afgewezen
    [cancelled] De bestelling is geannuleerd
   *[lapsed] De bestelling is vervallen
}, dus er is niets veranderd. Open de pagina opnieuw.
refusal-evidence-missing = Er is nog geen bewijs. Schrijf iets, of kies een bestand.
refusal-evidence-too-long = Dat is langer dan { $most } tekens. Er is niets bewaard. Maak het korter, of stuur het als bestand.
refusal-evidence-file-too-large = Het bestand is groter dan { $most } MB. Er is niets bewaard. Stuur een kleiner bestand.
refusal-evidence-file-unknown = Het bestand is geen PDF, PNG, JPEG of gewone tekst. Er is niets bewaard. Stuur een van deze.
refusal-approval-reason-missing = Schrijf de reden: de klant leest die. Er is nog niets afgewezen.
refusal-approval-reason-too-long = De reden is langer dan { $most } tekens. Er is nog niets afgewezen. Maak die korter.

mail-licence-delivered-subject = { $what }: geleverd
mail-licence-delivered-body = Beste { $name },

    Uw bestelling is geleverd: { $what }.

    { $keys }

    { $register }

    U moet nog { $total } betalen. Factuur { $invoice }:

    { $invoice_link }

    Uw bestelling:

    { $link }

    { $provider }
mail-licence-evidence-subject = { $what }: we hebben uw bewijs nodig
mail-licence-evidence-body = Beste { $name },

    Dank voor uw bestelling: { $what }.
    De prijzen ervan zijn voor bepaalde organisaties. Stuur ons iets waaruit blijkt dat de uwe daarbij hoort, op de pagina van de bestelling:

    { $link }

    We leveren de sleutels zodra we het hebben bekeken.

    { $provider }
mail-licence-vat-subject = { $what }: wij gaan de btw na
mail-licence-vat-body = Beste { $name },

    Bedankt voor uw bestelling: { $what }, { $total }.
    Voordat wij een factuur zonder btw kunnen sturen, moet het register van de EU (VIES) uw btw-nummer bevestigen. Het heeft nog niet geantwoord; wij blijven het vragen en leveren de sleutels zodra het antwoord er is.

    Op de pagina van de bestelling ziet u hoe het ervoor staat. Daar kunt u het nummer ook verbeteren, of annuleren:

    { $link }

    { $provider }
mail-licence-refused-subject = { $what }: afgewezen
mail-licence-refused-body = Beste { $name },

    We hebben uw bestelling afgewezen: { $what }. U hoeft niets te betalen.

    { $reason }

    U kunt altijd opnieuw bestellen. Uw bestelling:

    { $link }

    { $provider }
