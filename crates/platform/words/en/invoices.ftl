# Invoices and credit notes: their pages, what stands in their way, and what goes with them.
refusal-credit-reason-missing = Say why the invoice is credited: the reason is printed on the credit note. Nothing was written.
refusal-credit-reason-long = The reason is longer than { $most } characters. Nothing was written; make it shorter.
refusal-credit-of-credit-note = { $number } is a credit note, and a credit note cannot be credited. Nothing was written.
refusal-credited-whole = Invoice { $number } has been credited whole already. Nothing was written.
refusal-credit-written-off = Invoice { $number } was written off, so there is nothing left to credit. Nothing was written.
refusal-credit-no-line = Invoice { $number } has no line { $line }. Nothing was written.
refusal-credit-more-than-line = Line { $line } can be credited for { $left } at most, without VAT. Nothing was written.
refusal-credit-nothing = Nothing was written: say of which line how much is credited. An invoice that is to be written again is credited whole.
refusal-customer-reference-long = The reference is longer than { $most } characters. Nothing was changed; make it shorter.
refusal-customer-country = The country is a code of two letters, such as NL. Nothing was changed.
refusal-verify-month-open = { $month } is not closed, so it has no invoices to verify.

mail-invoice-order-subject = Invoice { $number }
mail-invoice-order-body =
    Hello { $name },

    Your order is delivered. The invoice { $number } is enclosed: { $total }, due { $due }.

    See it here:
    { $link }

    { $provider }
mail-credit-note-subject = Credit note { $number }
mail-credit-note-body =
    Hello { $name },

    We credited { $total } of your invoice { $of }. The credit note { $number } is enclosed.

    { $reason }

    What was open of the invoice is less by that; what you had paid already goes towards your next invoice.

    See it here:
    { $link }

    { $provider }

flash-invoice-credited = The credit note is written.
flash-customer-details = The invoice details are saved.
flash-month-retried = The invoices that waited are tried again.

invoice-open = Open
invoice-overdue = Overdue
invoice-paid = Paid
invoice-credited = Credited
invoice-written-off = Written off
invoice-is-credit-note = Credit note
invoice-open-amount = Still to be paid
invoice-buyer-reference = Your reference
invoice-credits = Credits invoice
invoice-replaces = Replaces invoice
invoice-credit-reason = Reason
invoice-order = Order
invoice-settlements = What was paid and credited
invoice-settlement-means = By
invoice-settlement-source = Reference
invoice-means-payment = Payment
invoice-means-returned = Payment returned
invoice-means-credit = Credit that you had
invoice-means-credit-note = Credit note
invoice-means-write-off = Written off
invoice-about = Documents about it
invoice-users-of-month = Users by day
invoice-storage-of-month = Storage by day
invoice-storage-included = Included
invoice-credit = Credit this invoice
invoice-as-csv = Save as CSV
invoices-filter = Which invoices
invoices-all-filter = All
invoices-open-total = Open
invoices-overdue-total = Of which overdue
invoices-count = Invoices

credit-title = Credit invoice { $number }
credit-1 = A credit note is written and mailed to the customer. Neither changes after that.
credit-2 = What is open comes off the invoice. What was paid goes towards the customer's next invoice.
credit-3 = To credit only a part, say of which line how much. Leave the amounts empty to credit everything.
credit-reason = Reason
credit-reason-hint = Printed on the credit note.
credit-line = Line { $line }: { $what }
credit-line-hint = { $left } without VAT can be credited.
credit-again = Write it again
credit-again-hint = A new invoice from the customer's details and readings of now. Only for the whole invoice.
credit-do = Credit

details-title = Invoice details
details-lead = What stands on invoices, and where they are sent. Invoices that are issued already stay as they are.
details-save = Save
details-reference = Your reference
details-reference-hint = Printed on each invoice, such as an order number or a cost centre.
details-email = Also send invoices to
details-email-hint = Owners and accountants get them anyway.
details-country = Country
details-country-hint = Two letters, such as NL.
details-at = Invoices go to
details-change = Change invoice details

month-before = Month before
month-difference = Difference
month-users = Users
month-storage = GB
month-warnings = Look at
month-search = Search by customer
month-warn-first = Billed for the first time.
month-warn-nothing = Comes to nothing though it has servers.
month-warn-not-reached = { $host } has not sent its readings up to the end of the month. What comes later is corrected on the next invoice.
month-warn-no-readings = { $host } has never sent a reading.
month-warn-doubled = More than double the month before ({ $before }).
month-warn-halved = Less than half of the month before ({ $before }).
month-warn-price = The price of { $product } is { $to }; the month before it was { $from }.
month-warn-announced = The price of { $product } will be { $to } from { $day } on. This month is billed at the price before.
month-warn-country = The customer is in { $to } now; its last invoice was for { $from }.
month-odd = To look at
month-customers = Customers
month-by-month = Billed by month, without VAT
month-progress = { $done } of { $all } customers are done.
month-waits = Invoices wait
month-waiting = { $n ->
    [one] One invoice waits. The others are written.
   *[other] { $n } invoices wait. The others are written.
}
month-retry = Try again
month-verify = Verify
month-verified = Computed again from the journals and the catalogue: every invoice of this month is right, numbered without gaps and in the ledger.
month-not-verified = Computed again from the journals and the catalogue, this differs:
month-verify-title = Verify { $month }
verify-checked = Invoices computed again
verify-number = Invoice
verify-what = What differs
verify-amount = Billed { $billed }, right { $right }, for { $month }
verify-hash = Its document is not what was written.
verify-totals = Its lines, its VAT and its totals do not add up.
verify-ledger = The ledger has no entry for it, or another amount.
verify-open = What is open of it is not its total less what was settled.
verify-gap = Numbers are missing in series { $series }: { $have } documents up to { $last }.
verify-gone = No server of this customer was used, but it was billed.

paper-nothing-to-pay = Nothing is to be paid.
