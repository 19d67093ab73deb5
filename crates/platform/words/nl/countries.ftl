# Namen van landen, bij hun ISO 3166-code; elk ander staat er met zijn code.
country-name =
    { $code ->
        [AT] Oostenrijk
        [BE] België
        [BG] Bulgarije
        [CH] Zwitserland
        [CY] Cyprus
        [CZ] Tsjechië
        [DE] Duitsland
        [DK] Denemarken
        [EE] Estland
        [ES] Spanje
        [FI] Finland
        [FR] Frankrijk
        [GB] Verenigd Koninkrijk
        [GR] Griekenland
        [HR] Kroatië
        [HU] Hongarije
        [IE] Ierland
        [IS] IJsland
        [IT] Italië
        [LI] Liechtenstein
        [LT] Litouwen
        [LU] Luxemburg
        [LV] Letland
        [MC] Monaco
        [MT] Malta
        [NL] Nederland
        [NO] Noorwegen
        [PL] Polen
        [PT] Portugal
        [RO] Roemenië
        [SE] Zweden
        [SI] Slovenië
        [SK] Slowakije
        [US] Verenigde Staten
       *[other] { $code }
    }
