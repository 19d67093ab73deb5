# Aanmaningen van vervallen facturen, en het opschorten van servers.

refusal-remind-nothing-overdue = Bij deze klant is niets vervallen. Er is niets verstuurd.
refusal-remind-no-step-left = Elke brief van het schema is verstuurd. Er is niets verstuurd. U kunt de laatste opnieuw versturen.
refusal-remind-nothing-sent = Aan deze klant is nog geen brief verstuurd, dus er is er geen om te herhalen. Verstuur de volgende.
refusal-remind-day-wrong = Kies een dag na vandaag. Er is niets gewijzigd.
refusal-remind-reason-missing = Zeg waarom, in hoogstens 500 tekens. Er is niets gewijzigd.
refusal-suspend-no-notice = De klant is niet gewaarschuwd voor wat nu vervallen is. De server blijft draaien. Verstuur eerst de brief die waarschuwt.
refusal-suspend-notice-runs = De waarschuwing loopt tot { $from }. De server blijft draaien. Schort hem op die dag of later op.
refusal-suspend-held = De aanmaningen van deze klant wachten tot { $until }. De server blijft draaien. Laat ze eerst doorgaan.
refusal-suspend-money-waits = Een betaling van deze klant is nog niet toegewezen. De server blijft draaien. Wijs haar eerst toe.
refusal-suspend-not-suspended = Deze server is niet opgeschort. Er is niets gewijzigd.

nav-reminders = Aanmaningen
reminders-lead = Klanten met vervallen facturen, en wat er daarna gebeurt.
reminders-none = Er is niets vervallen
reminders-none-do = Klanten staan hier vanaf de dag nadat een factuur betaald had moeten zijn.
reminder-overdue = Vervallen
reminder-since = Sinds
reminder-last = Laatst verstuurd
reminder-next = Volgende
reminder-none-yet = Nog niets
reminder-was-letter = { $name }, { $date }
reminder-was-again = { $name }, opnieuw verstuurd op { $date }
reminder-was-skipped = { $name }, overgeslagen op { $date }
reminder-next-nothing = Er is niets vervallen
reminder-next-letter = { $name } op { $date }
reminder-next-held = Wacht tot { $until }: { $because }
reminder-next-money = Er is een betaling onderweg: zolang geen brieven
reminder-next-end = Elke brief is verstuurd
reminder-open-invoices = Open facturen
reminder-days = Dagen te laat
reminder-open = Open
reminder-send = Volgende brief nu versturen
reminder-skip = Volgende brief overslaan
reminder-again = Laatste brief opnieuw versturen
reminder-release = Brieven weer versturen
reminder-sent = Brieven
reminder-wait = Wachten met brieven
reminder-wait-lead = De klant vroeg om uitstel, of er moet eerst iets worden uitgezocht.
reminder-hold = Wachten
reminder-until = Tot
reminder-until-hint = Vanaf deze dag worden weer brieven verstuurd.
reminder-because = Reden
reminder-own = { $overdue } is vervallen sinds { $since }.
reminder-own-held = Wij wachten met aanmaningen tot { $until }.
reminder-line = { $number }, te betalen voor { $due }: { $open }, kenmerk { $reference }
reminder-nothing-else = Niets.
flash-reminder-sent = De brief is geschreven.
flash-reminder-skipped = De stap is overgeslagen.
flash-reminder-held = Tot die dag worden geen brieven verstuurd.
flash-reminder-released = Er worden weer brieven verstuurd.

server-suspend = Server opschorten
server-resume = Opschorting opheffen
server-suspended = Deze server is opgeschort omdat facturen vervallen zijn.
server-suspended-means = Er is niets verwijderd. Hij draait weer zodra alles wat vervallen is, betaald is. Andere mailservers bewaren mail voor hem en proberen het opnieuw, de meeste enkele dagen lang.
suspend-title = { $host } opschorten
suspend-notice = Alleen nadat een brief heeft gewaarschuwd en de dagen daarvan voorbij zijn.
suspend-mail = De server stopt. Andere mailservers bewaren mail voor hem en proberen het opnieuw, de meeste enkele dagen lang; daarna gaat die terug naar de afzenders.
suspend-keeps = Er wordt niets verwijderd. Accounts die bestaan, worden doorberekend.
suspend-ends = Hij draait vanzelf weer zodra alles wat vervallen is, betaald is, of als u de opschorting opheft.
suspend-where = Een server schort u op via zijn eigen pagina.
flash-server-suspended = De server wordt gestopt.
flash-server-resumed = De server wordt gestart.

mail-reminder-friendly-subject = Herinnering: { $total } is vervallen
mail-reminder-friendly-body =
    Beste { $name },

    Misschien is het erbij ingeschoten: { $total } van { $customer } had al betaald moeten zijn.

    Vervallen:
    { $overdue }

    Ook open:
    { $later }

    Wilt u betalen op { $iban } ({ $bic }) van { $holder }, elke factuur met haar kenmerk? Uw facturen:

    { $link }

    Hebt u intussen betaald, dan hoeft u niets te doen. Klopt er iets niet, antwoord dan op deze mail.

    { $provider }
mail-reminder-firm-subject = Tweede herinnering: { $total } is vervallen
mail-reminder-firm-body =
    Beste { $name },

    Wij hebben { $total } van { $customer } nog niet ontvangen, en hebben u daar al eerder aan herinnerd.

    Vervallen:
    { $overdue }

    Ook open:
    { $later }

    Wilt u nu betalen op { $iban } ({ $bic }) van { $holder }, elke factuur met haar kenmerk? Uw facturen:

    { $link }

    Kunt u niet betalen, of klopt er iets niet? Laat het ons weten: antwoord op deze mail.

    { $provider }
mail-reminder-notice-subject = Waarschuwing: uw servers kunnen vanaf { $from } worden opgeschort
mail-reminder-notice-body =
    Beste { $name },

    Ondanks onze herinneringen is { $total } van { $customer } niet betaald.

    Vervallen:
    { $overdue }

    Ook open:
    { $later }

    Als dit niet voor { $from } is betaald, kunnen wij uw servers vanaf die dag opschorten. Een opgeschorte server draait niet: mail voor hem wacht bij de mailservers van de afzenders, en niemand kan de zijne lezen. Er wordt niets verwijderd, en alles draait weer zodra wat vervallen is, betaald is.

    Wilt u betalen op { $iban } ({ $bic }) van { $holder }, elke factuur met haar kenmerk? Uw facturen:

    { $link }

    Kunt u niet betalen, of klopt er iets niet? Laat het ons vandaag weten: antwoord op deze mail.

    { $provider }
mail-reminder-copy-subject = { $letter } verstuurd aan { $customer }: { $total }
mail-reminder-copy-body =
    Beste { $name },

    ‘{ $letter }’ is verstuurd aan { $customer }. Vervallen: { $total }.

    { $overdue }

    { $staff_link }

    { $provider }
mail-server-suspended-subject = { $host } is opgeschort
mail-server-suspended-body =
    Beste { $name },

    { $host } is opgeschort omdat facturen vervallen zijn. De server draait niet: mail voor hem wacht bij de mailservers van de afzenders, bij de meeste enkele dagen lang. Er is niets verwijderd.

    Hij draait weer zodra alles wat vervallen is, betaald is. Uw facturen:

    { $link }

    { $provider }
mail-server-resumed-subject = { $host } draait weer
mail-server-resumed-body =
    Beste { $name },

    De opschorting van { $host } is voorbij. De server wordt gestart. Mail die bij de mailservers van de afzenders wachtte, komt aan zodra die het opnieuw proberen.

    Uw facturen:

    { $link }

    { $provider }
