# VAT and electronic invoices.
refusal-no-vat-rate = The catalogue has no VAT rate for { $country } on { $day }, and the customer no VAT number. Nothing was issued. Add the rate to the catalogue (OSS), or the customer’s VAT number.
refusal-vat-number-country = The VAT number { $number } is not one of { $country }, so the VAT cannot be worked out. Nothing was issued. Correct the customer’s VAT number or country; the invoice follows by itself.
refusal-vat-check = The VAT number { $number } has to be checked before this invoice can be issued without VAT. Nothing was issued. Ask VIES again, or accept the number with a reason, on the customer’s VAT page.
refusal-vat-number-invalid = The EU’s register says that the VAT number { $number } is not valid. Nothing was issued. Enter the right number, or accept this one with a reason, on the customer’s VAT page.
refusal-vat-reason-missing = Say why this number is accepted. The reason is kept with the check.
refusal-vat-nothing-to-check = There is no VAT number here that the EU’s register could know. Nothing was asked.
refusal-vies-off = The EU’s register is not asked by this installation, so nothing was checked. Start it with --vies, or accept the number with a reason.
refusal-vat-number-digits = The check digits of this VAT number are not right. Look for a mistyped digit.
refusal-vat-number-elsewhere = This is another country’s VAT number. Give the one of the country above, which begins with { $prefix }.
refusal-vat-number-needed = To this country we sell to businesses with a VAT number. Fill it in.
refusal-einvoice-broken = The invoice breaks the rule { $rule } of EN 16931 ({ $words }) and { $more } more, so it was not issued and no number was used. Correct what the rule names in the catalogue or in the customer’s data, and try again.

vat-reason-reverse = VAT reverse charged: the customer owes the VAT (articles 44 and 196 of Directive 2006/112/EC)
vat-reason-outside = No VAT: the place of this service is outside the EU (articles 44 and 59 of Directive 2006/112/EC)

vat-title = VAT
vat-treated = On invoices of today
vat-treated-charged = VAT { $rate } of { $country }
vat-treated-reverse = VAT reverse charged
vat-treated-outside = no VAT: outside the EU
vat-waiting = These months are closed, and their invoices wait:
vat-number-save = Save VAT number
vat-checks = Checks of the VAT number
vat-checks-none = No check yet
vat-checks-none-do = The EU’s register is asked before an invoice is issued without VAT.
vat-check-at = When
vat-check-answer = Answer
vat-check-whose = Registered to
vat-check-proof = Proof or reason
vat-check-now = Ask VIES now
vat-accept = Accept this number
vat-accept-reason = Reason
vat-accept-hint = For when VIES does not answer, or you know better: what did you see? It is kept for the tax office.
vat-answer-valid = valid
vat-answer-invalid = not valid
vat-answer-unavailable = no answer
vat-answer-accepted = accepted by staff

flash-vat-number-saved = The VAT number was saved.
flash-vat-checked = VIES answered.
flash-vat-unanswered = VIES did not answer. It was written down; ask again later.
flash-vat-accepted = The number was accepted. Invoices that waited are issued now.

event-vat-number-checked = VAT number checked
event-vat-number-changed = VAT number changed

mail-vat-number-invalid-subject = Your VAT number { $number }
mail-vat-number-invalid-body =
    Hello { $name },

    The EU’s register (VIES) says that your VAT number { $number } is not valid, so we cannot send you an invoice without VAT. Your invoice waits; your servers keep running.

    Look at the number and correct it:
    { $link }

    If it is right, ask your tax office to make it known for trade within the EU, and tell us.

    { $provider }

einvoice-title = Electronic invoice
einvoice-checked = Checked against { $rules } rules of EN 16931, { $hints ->
    [0] no findings
    [one] one hint
   *[other] { $hints } hints
}. The PDF contains the XML (Factur-X). As a file of its own:
einvoice-before = This document is from before invoices were checked against EN 16931 (it breaks { $rule }). There is no XML of it.
einvoice-refund = The amount is set against what is open, or becomes your credit.
