# Btw en elektronische facturen.
refusal-no-vat-rate = De catalogus heeft geen btw-tarief voor { $country } op { $day }, en de klant heeft geen btw-nummer. Er is niets verstuurd. Zet het tarief in de catalogus (OSS), of vul het btw-nummer van de klant in.
refusal-vat-number-country = Het btw-nummer { $number } hoort niet bij { $country }; daarom is niet te bepalen welke btw geldt. Er is niets verstuurd. Verbeter het btw-nummer of het land van de klant; de factuur volgt dan vanzelf.
refusal-vat-check = Het btw-nummer { $number } moet worden gecontroleerd voordat deze factuur zonder btw kan worden verstuurd. Er is niets verstuurd. Vraag het opnieuw na bij VIES, of keur het nummer met een reden goed, op de btw-pagina van de klant.
refusal-vat-number-invalid = Volgens het register van de EU is het btw-nummer { $number } niet geldig. Er is niets verstuurd. Vul het juiste nummer in, of keur dit nummer met een reden goed, op de btw-pagina van de klant.
refusal-vat-reason-missing = Vertel waarom dit nummer wordt goedgekeurd. De reden wordt bij de controle bewaard.
refusal-vat-nothing-to-check = Hier staat geen btw-nummer dat het register van de EU kan kennen. Er is niets nagevraagd.
refusal-vies-off = Deze installatie vraagt niets na bij het register van de EU; er is niets gecontroleerd. Start haar met --vies, of keur het nummer met een reden goed.
refusal-vat-number-digits = De controlecijfers van dit btw-nummer kloppen niet. Kijk of er een cijfer verkeerd is getypt.
refusal-vat-number-elsewhere = Dit is een btw-nummer van een ander land. Geef dat van het land hierboven; het begint met { $prefix }.
refusal-vat-number-needed = In dit land verkopen we aan bedrijven met een btw-nummer. Vul het in.
refusal-einvoice-broken = De factuur schendt regel { $rule } van EN 16931 ({ $words }) en nog { $more }; ze is niet verstuurd en er is geen nummer gebruikt. Verbeter wat de regel noemt in de catalogus of in de gegevens van de klant, en probeer het opnieuw.

vat-reason-reverse = Btw verlegd: de afnemer is de btw verschuldigd (artikelen 44 en 196 van Richtlijn 2006/112/EG)
vat-reason-outside = Geen btw: deze dienst wordt buiten de EU verricht (artikelen 44 en 59 van Richtlijn 2006/112/EG)

vat-title = Btw
vat-treated = Op facturen van vandaag
vat-treated-charged = { $rate } btw van { $country }
vat-treated-reverse = btw verlegd
vat-treated-outside = geen btw: buiten de EU
vat-waiting = Deze maanden zijn afgesloten, maar hun facturen wachten:
vat-number-save = Btw-nummer opslaan
vat-checks = Controles van het btw-nummer
vat-checks-none = Nog niet gecontroleerd
vat-checks-none-do = Voordat een factuur zonder btw wordt verstuurd, wordt het register van de EU gevraagd.
vat-check-at = Wanneer
vat-check-answer = Antwoord
vat-check-whose = Op naam van
vat-check-proof = Bewijs of reden
vat-check-now = Nu bij VIES navragen
vat-accept = Dit nummer goedkeuren
vat-accept-reason = Reden
vat-accept-hint = Voor als VIES niet antwoordt, of als u het beter weet: wat hebt u gezien? Het wordt bewaard voor de Belastingdienst.
vat-answer-valid = geldig
vat-answer-invalid = niet geldig
vat-answer-unavailable = geen antwoord
vat-answer-accepted = goedgekeurd door medewerker

flash-vat-number-saved = Het btw-nummer is opgeslagen.
flash-vat-checked = VIES heeft geantwoord.
flash-vat-unanswered = VIES heeft niet geantwoord. Dat is genoteerd; vraag het later opnieuw.
flash-vat-accepted = Het nummer is goedgekeurd. Facturen die wachtten, worden nu verstuurd.

event-vat-number-checked = Btw-nummer gecontroleerd
event-vat-number-changed = Btw-nummer gewijzigd

mail-vat-number-invalid-subject = Uw btw-nummer { $number }
mail-vat-number-invalid-body =
    Beste { $name },

    Volgens het register van de EU (VIES) is uw btw-nummer { $number } niet geldig. Daarom kunnen we u geen factuur zonder btw sturen. Uw factuur wacht; uw servers blijven gewoon werken.

    Bekijk het nummer en verbeter het:
    { $link }

    Klopt het wel? Laat uw belastingdienst het dan aanmelden voor handel binnen de EU, en laat het ons weten.

    { $provider }

einvoice-title = Elektronische factuur
einvoice-checked = Gecontroleerd met { $rules } regels van EN 16931, { $hints ->
    [0] zonder bevindingen
    [one] één opmerking
   *[other] { $hints } opmerkingen
}. De XML zit in de pdf (Factur-X). Als los bestand:
einvoice-before = Dit document is van voordat facturen aan EN 16931 werden getoetst (het schendt { $rule }). Er is geen XML van.
einvoice-refund = Het bedrag wordt verrekend met wat openstaat, of wordt uw tegoed.
