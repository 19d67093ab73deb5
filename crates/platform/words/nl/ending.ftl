# Het einde van een server, en exports.
ending-danger = Server opzeggen
ending-danger-about = Een server eindigt op de laatste dag van de maand na die waarin u opzegt.
ending-open = Server opzeggen of exporteren
ending-title = Het einde van { $host }
ending-on = Eindigt op { $day }
ending-give = Opzeggen
ending-then-until = De server werkt gewoon door tot en met { $day }.
ending-then-deleted = Daarna wordt hij verwijderd, met alle instellingen en alle mail. Dat is niet terug te draaien.
ending-then-invoice = Hij wordt berekend tot en met { $month }, elke maand voor de volle prijs; dat is de laatste factuur.
ending-then-export = Exporteer hem eerst als u iets wilt bewaren: het bestand is te downloaden tot en met { $day }.
ending-then-withdraw = U kunt de opzegging intrekken tot en met { $day }.
ending-stands = De laatste dag van deze server is { $day }. { $who } heeft opgezegd op { $at }.
ending-stands-means = Tot en met die dag werkt hij gewoon door. Daarna wordt hij verwijderd, met alle mail.
ending-was-withdrawn = Een opzegging per { $day } is door { $who } ingetrokken op { $at }.
ending-was-refused = De server zou eindigen op { $day }, maar er stonden accounts op. Hij is dus gebleven en wordt gewoon berekend.
ending-was-ended = De server eindigde op { $day } en is verwijderd op { $at }.
ending-accounts-first = Verwijder eerst deze accounts in de console; dan kunt u opzeggen. Alleen het account van de beheerder blijft staan.
ending-accounts-stand = Er staan weer accounts op deze server. Verwijder ze voordat de laatste dag om is; anders blijft de server en wordt hij gewoon berekend.
ending-accounts-more = En nog { $n }.
ending-accounts-console = Accounts openen in de console
ending-from-readings = De server antwoordt op dit moment niet; dit heeft hij het laatst gemeld.
ending-withdraw = Opzegging intrekken
ending-withdraw-about = Trekt u de opzegging in, dan blijft de server en verandert er niets.
exports-title = Exports
exports-about = Een export bevat alles van de server in één bestand: accounts, instellingen en mail. Hij wordt een maand bewaard, of tot een maand na het einde van de server.
export-make = Export maken
export-asked = Gevraagd
export-state = Toestand
export-file = Bestand
export-download = Downloaden
export-is-waiting = Wacht
export-is-running = Wordt gemaakt
export-is-ready = Klaar
export-is-failed = Mislukt
export-kept = bewaard tot en met { $day }
export-percent = { $n } %
flash-notice-given = De server is opgezegd. U krijgt een mail met de datum.
flash-notice-withdrawn = De opzegging is ingetrokken. De server blijft.
flash-export-wanted = De export wordt gemaakt.
refusal-ending-accounts = Op deze server staan naast dat van de beheerder nog { $n } accounts ({ $accounts }), dus er is niet opgezegd. Verwijder ze eerst in de console.
refusal-ending-given = Er is al opgezegd: de laatste dag van deze server is { $day }. Er is niets gewijzigd.
refusal-ending-not-given = Er valt niets in te trekken: er is niet opgezegd, of de laatste dag is om. Er is niets gewijzigd.
refusal-ending-not-confirmed = Er is niet opgezegd. Typ ter bevestiging de naam van de server: { $name }.
refusal-ending-waits = Het einde van de server wacht tot de rest van zijn gebruik geteld is. Er is niets verwijderd; het wordt vanzelf opnieuw geprobeerd.
refusal-export-under-way = Er wordt al een export van deze server gemaakt, dus er is geen nieuwe begonnen. Wacht tot die klaar is.
refusal-export-too-many = Van deze server worden al { $most } exports bewaard, dus er is geen nieuwe begonnen. Download er een van, of wacht tot de oudste verwijderd is.
refusal-export-not-ready = Deze export is er niet: hij wordt nog gemaakt, is mislukt, of zijn tijd is om. Er is niets gewijzigd. Kijk op de pagina van de server.
happened-notice-given = Opgezegd, laatste dag
happened-notice-withdrawn = Opzegging ingetrokken
happened-notice-refused = Op de laatste dag stonden er accounts, dus de server blijft
happened-ended = Geëindigd, laatste dag
happened-export-wanted = Export gevraagd
happened-export-ready = Export klaar
mail-notice-given-subject = { $host } eindigt op { $day }
mail-notice-given-body = Beste { $name },

    uw server { $host } is opgezegd.

    De laatste dag is { $day }. Tot en met die dag werkt hij gewoon door. Daarna wordt hij verwijderd, met alle mail.
    De factuur over { $month } is de laatste.

    Hier kunt u de server exporteren, of de opzegging tot dan intrekken:

    { $link }

    { $provider }

mail-notice-withdrawn-subject = { $host } blijft
mail-notice-withdrawn-body = Beste { $name },

    de opzegging van uw server { $host } is ingetrokken. Hij blijft, en er verandert niets.

    { $link }

    { $provider }

mail-notice-reminder-subject = { $host } eindigt op { $day }
mail-notice-reminder-body = Beste { $name },

    de laatste dag van uw server { $host } is { $day }. Daarna wordt hij verwijderd, met alle mail.

    Wilt u iets bewaren, exporteer hem dan voor die tijd. U kunt de opzegging ook intrekken:

    { $link }

    { $provider }

mail-notice-accounts-subject = { $host } kan nog niet eindigen op { $day }
mail-notice-accounts-body = Beste { $name },

    uw server { $host } is opgezegd, en de laatste dag is { $day }.
    Maar er staan naast dat van de beheerder nog accounts op ({ $n }): { $accounts }.

    Verwijder ze voordat die dag om is. Anders blijft de server en wordt hij gewoon berekend.

    { $link }

    { $provider }

mail-server-ended-subject = { $host } is verwijderd
mail-server-ended-body = Beste { $name },

    uw server { $host } is geëindigd op { $day } en is verwijderd.
    De factuur over { $month } is de laatste. Exports die u hebt gemaakt, kunt u nog een maand downloaden:

    { $link }

    { $provider }

mail-ending-refused-subject = { $host } is niet verwijderd
mail-ending-refused-body = Beste { $name },

    de laatste dag van uw server { $host } was { $day }. Maar er stonden naast dat van de beheerder nog accounts op ({ $n }): { $accounts }.

    Daarom is hij niet verwijderd: hij blijft, en wordt gewoon berekend. Wilt u hem toch beëindigen, verwijder dan deze accounts en zeg opnieuw op:

    { $link }

    { $provider }

mail-ending-refused-staff-subject = { $host } zou eindigen, maar er staan accounts op
mail-ending-refused-staff-body = Beste { $name },

    { $host } zou eindigen op { $day }, maar er staan accounts op ({ $n }): { $accounts }.
    Hij blijft. De eigenaren weten het.

    { $link }

    { $provider }

mail-export-ready-subject = De export van { $host } is klaar
mail-export-ready-body = Beste { $name },

    de export van uw server { $host } is klaar. U kunt hem downloaden tot en met { $until }:

    { $link }

    { $provider }

invoice-last = { $place }. Laatste factuur: de laatste dag van de server is { $day }
