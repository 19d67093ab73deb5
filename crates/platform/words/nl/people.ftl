# De mensen van een klant en van de aanbieder, uitnodigingen, rollen, wederverkopers.
nav-people = Mensen
nav-own-customers = Mijn klanten
role-accountant = Boekhouder
role-reseller = Wederverkoper

people-name = Naam
people-role = Rol
people-last-sign-in = Laatst ingelogd
people-actions = Acties
people-never = Nooit
people-none = Er is nog niemand
people-none-do = Nodig hieronder iemand uit.
people-invited = Uitgenodigd
people-invited-until = De uitnodiging geldt tot { $at }
people-invite-title = Iemand uitnodigen
people-invite = Uitnodiging versturen
people-invite-hint = Er gaat een link naar dit adres. Die werkt één keer en een week lang.
people-withdraw = Intrekken
people-change-role = Rol wijzigen
people-role-title = Rol van { $name }
people-remove = Verwijderen
people-remove-title = { $name } verwijderen?
people-remove-ends = Overal uitgelogd; tokens en uitnodigingen vervallen meteen.
people-remove-keeps = Wat deze persoon deed, blijft in het logboek. Opnieuw uitnodigen kan.
flash-person-invited = De uitnodiging is onderweg.
flash-invitation-withdrawn = De uitnodiging is ingetrokken. De link werkt niet meer.
flash-role-changed = De rol is gewijzigd.
flash-person-removed = De persoon is verwijderd.

join-title = Meedoen bij { $house }
join-lead = U bent uitgenodigd als { $email }. Uw rol: { $role }.
join-submit = Meedoen

doing-title = Wie mag wat
doing-what = Mag
doing-yes = Ja
doing-no = –
doing-see-servers = Servers en hun gebruik bekijken
doing-open-consoles = Consoles van servers openen
doing-see-orders = Bestellingen van servers bekijken
doing-order-servers = Servers bestellen
doing-see-invoices = Facturen bekijken
doing-see-licences = Licenties bekijken
doing-register-licences = Licenties registreren en verhuizen
doing-see-licence-orders = Bestellingen van licenties bekijken
doing-buy-licences = Licenties kopen
doing-see-downloads = Producten downloaden
doing-see-events = Het logboek lezen
doing-keep-webhooks = Webhooks instellen
doing-make-tokens = API-tokens voor zichzelf maken
doing-see-people = De mensen bekijken
doing-change-people = Mensen uitnodigen, wijzigen en verwijderen; de wederverkoper beëindigen
doing-keep-customers = Eigen klanten hebben en namens hen handelen (eigenaren van wederverkopers)
doing-provide = Het werk van de aanbieder doen
doing-anything = Al het andere

acting-for = U handelt namens { $customer }.
acting-begin = Namens deze klant
acting-end = Beëindigen
flash-acting-ended = U handelt weer namens uzelf.
own-customers-lead = Klanten die u hebt aangebracht. Handel namens een van hen om licenties te kopen en te registreren.
own-customers-none = U hebt nog geen klanten
own-customers-none-do = Maak er hieronder een aan. De eigenaar krijgt een uitnodiging.
customer-new = Nieuwe klant
customer-create = Klant aanmaken
customer-owner-email = E-mailadres van de eigenaar
customer-owner-hint = De eigenaar wordt uitgenodigd en ziet dat u de wederverkoper bent.
customer-invite-again = Eigenaar opnieuw uitnodigen
customer-invite-title = De eigenaar van { $customer } uitnodigen
customer-reseller = Wederverkoper
customer-is-reseller = Is wederverkoper sinds
flash-customer-created = De klant is aangemaakt en de eigenaar is uitgenodigd.

reseller-title = Wederverkoper
reseller-yours = Uw wederverkoper
reseller-yours-may = { $reseller } mag licenties voor u kopen, registreren en bekijken. Uw servers, consoles, facturen en mensen blijven onzichtbaar.
reseller-end = Beëindigen
reseller-end-title = Beëindigen dat { $reseller } namens u handelt?
reseller-end-stops = Vanaf nu kunnen zij niets meer voor u zien of doen.
reseller-end-keeps = Licenties en bestellingen blijven van u. Terugdraaien kan hier niet.
flash-reseller-ended = De wederverkoper handelt niet meer namens u.
reseller-mark = Wederverkoper maken
reseller-mark-means = Een wederverkoper maakt klanten aan en koopt en registreert licenties voor hen.
reseller-unmark = Als wederverkoper beëindigen
reseller-unmark-title = { $customer } als wederverkoper beëindigen?
reseller-unmark-stops = Vanaf nu handelt deze klant namens geen van zijn klanten.
reseller-unmark-keeps = De klanten blijven, met alles wat van hen is.
flash-reseller-marked = De klant is nu wederverkoper.
flash-reseller-unmarked = De klant is geen wederverkoper meer.

refusal-role-may-not = Uw rol staat dit niet toe. Er is niets gewijzigd. Vraag het een eigenaar onder uw mensen.
refusal-reseller-may-not = Dit mag een wederverkoper niet voor een klant doen. Er is niets gewijzigd. Beëindig het handelen namens de klant om het voor uzelf te doen.
refusal-role-unknown = Die rol bestaat hier niet. Er is niets gewijzigd. Kies er een uit de lijst.
refusal-own-role = Niemand wijzigt zijn eigen rol. Er is niets gewijzigd. Vraag het een andere eigenaar.
refusal-last-owner = Dit is de enige eigenaar, dus er is niets gewijzigd. Maak eerst iemand anders eigenaar.
refusal-last-staff = Dit is de enige medewerker, dus er is niets gewijzigd. Nodig eerst iemand anders uit.
refusal-email-known = Met dit adres logt al iemand in. Er is niemand uitgenodigd. Gebruik een ander adres.
refusal-too-many-people = Er zijn hier { $most } mensen en uitnodigingen, meer kan niet. Er is niemand uitgenodigd. Verwijder iemand die weg is.
refusal-invitation-invalid = Deze uitnodiging is gebruikt, ingetrokken of ouder dan een week. Vraag een nieuwe aan.
refusal-reseller-known = Deze klant is al wederverkoper. Er is niets gewijzigd.
refusal-reseller-has-one = Deze klant heeft een wederverkoper en kan er dus geen zijn. Er is niets gewijzigd. Beëindig dat eerst.
refusal-too-many-customers = U hebt { $most } klanten, meer kan niet. Er is niets gewijzigd. Vraag het de aanbieder.
refusal-customer-has-people = Bij deze klant doet al iemand mee. Er is niemand uitgenodigd. Vraag het de eigenaar.
refusal-acting-ended = U handelt niet meer namens deze klant. Er is niets gewijzigd. U handelt weer namens uzelf.

mail-invitation-subject = U bent uitgenodigd bij { $house }
mail-invitation-body = Hallo,

    { $from } nodigt u uit bij { $house } op { $provider }.
    Uw rol: { $role }.
    Open deze link om een naam en een wachtwoord te kiezen:

    { $link }

    De link werkt één keer en een week lang. Verwachtte u dit niet, doe dan niets.

    { $provider }
mail-invitation-owner-subject = { $house }: uw account bij { $provider }
mail-invitation-owner-body = Hallo,

    { $from } heeft voor { $house } een account gemaakt bij { $provider } en noemt u als eigenaar.
    Zij mogen licenties voor u kopen en registreren; u kunt dat op elk moment beëindigen.
    Open deze link om een naam en een wachtwoord te kiezen:

    { $link }

    De link werkt één keer en een week lang. Verwachtte u dit niet, doe dan niets.

    { $provider }
