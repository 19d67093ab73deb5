# API-tokens, en verzoeken die nog eens worden verstuurd.
tokens-title = API-tokens
tokens-lead = Met een token doet een programma namens u wat u toestaat.
tokens-none = U hebt geen tokens
tokens-none-do = Maak er een per programma, dan kunt u die apart intrekken.
token-name = Naam
token-name-hint = Waarvoor het is, zoals “Nachttaak”.
token-state = Toestand
token-good = Geldig
token-revoked = Ingetrokken
token-expired = Verlopen
token-scopes = Mag
token-last-used = Laatst gebruikt
token-never-used = Nooit
token-used-from = { $at }, vanaf { $place }
token-expires = Verloopt
token-life = Geldig
token-days = { $n ->
    [one] { $n } dag
   *[other] { $n } dagen
}
token-area = { $area }: het mag
token-may-nothing = niets
token-may-read = lezen
token-may-write = lezen en wijzigen
token-make-title = Een token maken
token-make = Token maken
token-made = Het token is gemaakt. Kopieer het nu: u ziet het maar één keer.
token-itself = Token
token-revoke = Intrekken
token-revoke-title = “{ $name }” intrekken?
token-revoke-stops = Programma’s die het gebruiken, worden vanaf nu geweigerd.
token-revoke-final = Het wordt niet meer geldig; maak dan een nieuw token.
flash-token-revoked = Het token is ingetrokken.

refusal-token-name-missing = Het token heeft een naam nodig. Er is geen token gemaakt. Schrijf op waarvoor het is.
refusal-token-name-long = Deze naam is te lang. Er is geen token gemaakt. Gebruik hooguit { $most } tekens.
refusal-token-scope-missing = Het token zou niets mogen. Er is geen token gemaakt. Kies wat het mag.
refusal-scope-unknown = Het recht “{ $scope }” bestaat voor u niet. Er is geen token gemaakt. Neem een gebied en :read of :write, zoals orders:read.
refusal-token-days = Een token is 1 tot { $most } dagen geldig. Er is geen token gemaakt. Kies een ander aantal.
refusal-too-many-tokens = U hebt { $most } tokens, en dat is het maximum. Er is geen token gemaakt. Trek er een in dat niet wordt gebruikt.
refusal-token-invalid = Dit token is onbekend, ingetrokken of verlopen. Er is niets gewijzigd. Maak een nieuw token bij uw account.
refusal-scope-missing = Dit token mist het recht { $scope }. Er is niets gewijzigd. Maak een token dat het wel heeft.
refusal-not-for-tokens = Dit mag geen enkel token: tokens en wachtwoorden zijn voor mensen die zijn ingelogd. Er is niets gewijzigd.
refusal-idempotency-key-malformed = De Idempotency-Key is leeg, langer dan { $most } tekens, of bevat andere tekens dan gewone ASCII. Er is niets gewijzigd. Stuur een andere, zoals een UUID.
refusal-idempotency-key-reused = Deze Idempotency-Key is eerder met een ander verzoek verstuurd. Er is niets gewijzigd. Neem een nieuwe sleutel voor een nieuw verzoek.
refusal-idempotency-key-running = Het eerste verzoek met deze Idempotency-Key loopt nog. Er is niets dubbel gedaan. Vraag het zo nog eens.
refusal-idempotency-answer-lost = Het verzoek met deze Idempotency-Key is uitgevoerd, maar het antwoord ging verloren toen het platform stopte. Er is niets dubbel gedaan. Kijk wat er is, en neem een nieuwe sleutel voor wat nog ontbreekt.

# De beschrijving van de API.
api-title = JSON-API
api-lead = Alles wat programma’s aan dit portaal kunnen vragen.
api-document = Het OpenAPI-document
api-route = Adres
api-about = Wat het doet
api-who = Wie
api-scope = Recht
api-takes = Neemt
api-answers = Antwoordt
api-schemas = Wat wordt gestuurd en geantwoord
