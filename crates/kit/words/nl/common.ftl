# Wat de opmaak en de onderdelen van elke pagina zeggen.
ui-skip = Naar de inhoud
ui-sections = Onderdelen
ui-here = U bent hier
ui-account = Account:
ui-sign-out = Uitloggen
ui-sign-in = Inloggen
ui-language = Taal
ui-theme = Kleuren
ui-theme-auto = Automatisch
ui-theme-light = Licht
ui-theme-dark = Donker
ui-error-title = Fout: { $title }

ui-search = Zoeken
ui-search-clear = Toon alles
ui-paging = Pagina’s
ui-page-previous = Vorige
ui-page-next = Volgende
ui-range = { $first }–{ $last } van { $total }
ui-nothing-found = Niets gevonden voor ‘{ $term }’
ui-nothing-found-do = Controleer de spelling of toon alles.

ui-form-refused = { $n ->
    [one] Er is iets dat uw aandacht vraagt
   *[other] { $n } punten vragen uw aandacht
}
ui-error = Fout:
ui-optional = (niet verplicht)
ui-cancel = Annuleren
ui-choose = Kies
ui-type-to-confirm = Typ { $word } om te bevestigen
ui-type-mismatch = Typ { $word } precies zoals het hier staat
ui-copy = Kopiëren
ui-copied = Gekopieerd
ui-copy-what = { $what } kopiëren

ui-step-done = Klaar
ui-step-now = Bezig
ui-step-waiting = Volgt nog
ui-step-failed = Mislukt
ui-steps-at = Stap { $n } van { $total }: { $label }
ui-steps-all-done = Alle stappen zijn klaar
ui-steps-failed = Gestopt bij stap { $n } van { $total }: { $label }
ui-steps-moves = Deze pagina loopt vanzelf mee.
ui-refresh = Deze pagina wordt om de paar seconden opnieuw geladen.

ui-plot-table = De cijfers als tabel
ui-plot-day = Dag
ui-plot-peak = Piek { $value }
ui-plot-says = Van { $from } tot en met { $to }: laagste { $lowest }, hoogste { $highest }.
ui-plot-empty = Er valt nog niets te tekenen.

ui-history-empty = Er is nog niets gebeurd.

ui-problem-kept = Wat bewaard is
ui-problem-do = Wat u kunt doen
ui-problem-code = Code
ui-problem-request = Verzoek
ui-problem-quote = Noem deze als u ons erover benadert.

ui-just-now = zojuist
ui-minutes-ago = { $n ->
    [one] 1 minuut geleden
   *[other] { $n } minuten geleden
}
ui-hours-ago = { $n ->
    [one] 1 uur geleden
   *[other] { $n } uur geleden
}
ui-days-ago = { $n ->
    [one] gisteren
   *[other] { $n } dagen geleden
}
ui-soon = over een ogenblik
ui-in-minutes = { $n ->
    [one] over 1 minuut
   *[other] over { $n } minuten
}
ui-in-hours = { $n ->
    [one] over 1 uur
   *[other] over { $n } uur
}
ui-in-days = { $n ->
    [one] morgen
   *[other] over { $n } dagen
}
