# Names of countries, by ISO 3166 code; any other is shown by its code.
country-name =
    { $code ->
        [AT] Austria
        [BE] Belgium
        [BG] Bulgaria
        [CH] Switzerland
        [CY] Cyprus
        [CZ] Czechia
        [DE] Germany
        [DK] Denmark
        [EE] Estonia
        [ES] Spain
        [FI] Finland
        [FR] France
        [GB] United Kingdom
        [GR] Greece
        [HR] Croatia
        [HU] Hungary
        [IE] Ireland
        [IS] Iceland
        [IT] Italy
        [LI] Liechtenstein
        [LT] Lithuania
        [LU] Luxembourg
        [LV] Latvia
        [MC] Monaco
        [MT] Malta
        [NL] Netherlands
        [NO] Norway
        [PL] Poland
        [PT] Portugal
        [RO] Romania
        [SE] Sweden
        [SI] Slovenia
        [SK] Slovakia
        [US] United States
       *[other] { $code }
    }
