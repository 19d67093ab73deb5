# Signing in, passwords, the person's own page.
nav-prices = Prices
nav-order = Order a server
nav-servers = My servers
nav-invoices = Invoices
nav-account = Your account
nav-staff = Overview
nav-customers = Customers
nav-all-servers = Servers
nav-jobs = Jobs
nav-months = Months
nav-all-invoices = Invoices
nav-mail = Mail
problem-title = That did not work
problem-way-on = To the first page

field-email = Mail address
field-password = Password
field-new-password = New password
field-present-password = Present password
field-password-hint = At least 10 characters. A few words in a row are easy to remember and hard to guess.
field-your-name = Your name

sign-in-title = Sign in
sign-in-submit = Sign in
sign-in-forgotten = I have forgotten my password
sign-in-order = I have no account yet: order a server
forgotten-title = New password
forgotten-lead = We send a link to your address. It is good for a day.
forgotten-submit = Send the link
reset-title = Choose a new password
reset-lead = You are signed out everywhere else.
reset-submit = Save the password
setup-title = Set up Hostler
setup-lead = You are the first member of staff. This page works once.
setup-submit = Create my account
account-title = Your account
account-role = Role
account-password = Change your password
account-password-submit = Change the password
account-language = Language
account-language-hint = Mails to you are written in it.
account-language-submit = Save the language
role-owner = Owner
role-administrator = Administrator
role-staff = Staff

flash-signed-out = You are signed out.
flash-reset-sent = If the address is known here, a link is on its way to it.
flash-password-set = The new password is set. Sign in with it.
flash-password-changed = The password is changed. You are signed out everywhere else.
flash-language-changed = The language is saved.

refusal-broken = Something went wrong on our side. Nothing was changed. Try again; if it stays so, tell us the request number.
refusal-busy = The system is too busy to answer. Nothing was changed. Try again in a minute.
refusal-disk-full = The provider’s disk is full. Nothing was changed. Staff see this and make room; try again later.
refusal-not-found = There is nothing at this address, or it is not yours. Check the address, or start from the first page.
refusal-sign-in-needed = You are not signed in. Sign in and try again.
refusal-customers-only = This page is for customers; you are signed in as staff. Sign in as a customer to see it.
refusal-staff-only = This page is for the provider’s staff. Nothing was changed.
refusal-form-expired = The form was too old or did not come from this site. Nothing was changed. Load the page again and send it once more.
refusal-form-malformed = What was sent could not be read. Nothing was changed. Check the form and send it again.
refusal-too-large = What was sent is larger than is allowed. Nothing was changed. Send less at a time.
refusal-field-missing = Fill this in.
refusal-field-too-long = This is too long. Use at most { $most } characters.
refusal-email-malformed = This is not a complete mail address. Write it like anna@example.com.
refusal-email-taken = Somebody has signed up with this address already. Sign in, or ask for a new password.
refusal-password-short = This password is too short. Use at least { $least } characters.
refusal-password-long = This password is too long. Use at most { $most } bytes.
refusal-password-obvious = This password is too easy to guess. Choose one that is not your name, your address or one character repeated.
refusal-password-wrong = The present password is not right. Nothing was changed.
refusal-country-not-served = We do not sell to this country yet. Write its two letters, such as NL.
refusal-vat-number-malformed = This is not a VAT number of this country. Write it like { $example }, or leave it empty.
refusal-sign-in-wrong = Address and password do not fit together. Check both, or ask for a new password.
refusal-address-not-verified = This address has not been verified yet. Open the link in the mail that we sent, or order again.
refusal-too-many-attempts = Too many attempts. Wait { $minutes } minutes and try again.
refusal-link-invalid = This link has been used, or is older than a day. Ask for a new one.
mail-verify-subject = Confirm your address
mail-verify-body = Hello { $name },

    Somebody, probably you, ordered something at { $provider } with this address.
    Open this link to confirm it. The order then goes ahead.

    { $link }

    The link is good for a day. If it was not you, do nothing: the order lapses.

    { $provider }
mail-reset-subject = A new password
mail-reset-body = Hello { $name },

    Somebody, probably you, asked for a new password at { $provider }.
    Open this link to choose one:

    { $link }

    The link is good for a day. If it was not you, do nothing: your password stays as it is.

    { $provider }
