# Mail aan de aanbieder, en opzeggen per mail.
nav-inbox = Postvak
inbox-lead = Mail aan de aanbieder: waarvoor die gehouden is en wat er gedaan is.
inbox-from = Van
inbox-to = Aan
inbox-at = Ontvangen
inbox-kind = Gehouden voor
inbox-peer = Gekomen via
inbox-sender = Afzender
inbox-search = Zoek een mail op afzender of onderwerp
inbox-none = Nog geen mail
inbox-none-do = Mail aan { $address } verschijnt hier als deze installatie die ontvangt (--inbox).
inbox-no-subject = (geen onderwerp)
inbox-is-received = Wordt gelezen
inbox-is-notice = Opzegging
inbox-is-unclear = Onduidelijk, lees zelf
inbox-is-other = Iets anders
inbox-is-automatic = Automatisch
inbox-is-repeated = Kwam al eerder
inbox-is-unreadable = Niet te lezen
inbox-verified = zeker, door { $by }
inbox-not-verified = niet zeker: { $why }
inbox-acts = Wat er gedaan is
inbox-text = Tekst
inbox-act-given = opgezegd; de eigenaren weten het
inbox-act-standing = was al opgezegd; de eigenaar kreeg de datum
inbox-act-accounts = er staan accounts op; de eigenaar weet welke
inbox-act-confirmation = de eigenaren is om bevestiging gevraagd
inbox-act-often = de eigenaren is het afgelopen etmaal al iets gevraagd, dus niet opnieuw
inbox-act-gone = is al verwijderd
inbox-act-unknown = zo’n server is er niet
notice-title = { $host } opzeggen?
notice-or-nothing = Doet u niets, dan verandert er niets.
mail-inbox-standing-subject = { $host } eindigt op { $day }
mail-inbox-standing-body = Beste { $name },

    u schreef dat { $host } verwijderd kan worden. Er is al opgezegd: de laatste dag is { $day }. Er is niets gewijzigd.

    { $link }

    { $provider }

mail-inbox-accounts-subject = { $host } kan nog niet beëindigd worden
mail-inbox-accounts-body = Beste { $name },

    u schreef dat { $host } verwijderd kan worden. Er is niet opgezegd, want er staan naast dat van de beheerder nog accounts op ({ $n }): { $accounts }.

    Verwijder die eerst in de console en schrijf ons dan opnieuw, of zeg op deze pagina op:

    { $link }

    { $provider }

mail-notice-confirm-subject = Wilt u { $host } opzeggen?
mail-notice-confirm-body = Beste { $name },

    iemand schreef ons dat uw server { $host } verwijderd kan worden. Volgens de mail was dat { $from }, maar dat weten we niet zeker. Daarom is er niets gedaan.

    Is het de bedoeling, zeg dan op met deze link, tot en met { $until }. De laatste dag van de server is dan { $day }:

    { $link }

    Is het niet de bedoeling, dan hoeft u niets te doen.

    { $provider }


inbox-removed = De tekst is verwijderd: die wordt een jaar bewaard.
