# Wat servers over hun accounts sturen, en waarom het niet wordt aangenomen.
refusal-journal-gap = Er ontbreekt een regel. De volgende moet nummer { $expected } zijn. Er is niets opgeslagen.
refusal-journal-fork = Regel { $number } is al opgeslagen met een andere inhoud. Er is niets opgeslagen.
refusal-journal-broken = Regel { $number } klopt niet met zijn controlegetal of met de regel ervoor. Er is niets opgeslagen.
refusal-journal-foreign = Regel { $number } is door een andere server geschreven. Er is niets opgeslagen.
refusal-journal-future = Regel { $number } ligt in de toekomst. Controleer de klok van de server en van het platform. Er is niets opgeslagen.
refusal-journal-too-many = Een zending mag { $most } regels bevatten. Stuur er minder tegelijk. Er is niets opgeslagen.
refusal-journal-credential = Dit is niet het toegangsbewijs van een bestaande server.
refusal-journal-malformed = Dit is geen zending van journaalregels. Er is niets opgeslagen.
