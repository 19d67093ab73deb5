# Invoices, months and prices.
refusal-ledger-no-transfer = Nothing was written: an entry of the ledger needs at least one amount between two accounts. This is a mistake of the program; please report it.
refusal-settle-more-than-open = Invoice { $number } has less than that open. Nothing was changed. Look at the invoice again: somebody may have settled it meanwhile.
refusal-settle-more-than-settled = Less than that was taken off invoice { $number }. Nothing was changed. Look at what was paid on it.
refusal-month-not-over = { $month } is not over yet. A month can be closed once it has ended.
refusal-earlier-month-open = Close { $month } first and wait until its invoices are written. Months are closed one after the other.
refusal-month-nothing-sold = Nothing had been ordered by the end of { $month }, so there is nothing to close.
refusal-calculator-number = Write a whole number from 0 to { $most }.

mail-invoice-subject = Invoice { $number } for { $month }
mail-invoice-body =
    Hello { $name },

    Your invoice { $number } for { $month } is ready: { $total }, due { $due }.

    See it, and what each line is made of:
    { $link }

    { $provider }

flash-month-closing = The invoices are being written.

invoice-title = Invoice { $number }
invoice-credit-title = Credit note { $number }
invoice-lines = Lines of the invoice
invoice-why = What the lines are made of
invoice-total = Total
invoice-net = Total without VAT
invoice-vat = VAT { $rate } of { $net }
invoice-col-what = What
invoice-col-quantity = Quantity
invoice-col-price = Price
invoice-col-amount = Amount
invoice-line-users = { $product } users
invoice-line-storage = Extra storage for { $product }
invoice-line-discount = Combination discount on { $product }
invoice-line-licence = { $product }: licence
invoice-line-goodwill = { $product }: credited before
invoice-line-correction = Correction: { $what }
invoice-users = { $n ->
    [one] 1 user
   *[other] { $n } users
}
invoice-gb = { $n } GB
invoice-exact-gb = { $gb } GB
invoice-why-users = The highest number of accounts that existed at the same time in the month is billed.
invoice-why-storage = Storage is read once a day. Each GB begun by which the mean exceeds what is included is billed.
invoice-why-discount = { $percent } off the price of { $price } for as many users as you have on both products.
invoice-why-correction = Readings arrived after the month was billed. This line brings the bill to what is right.
invoice-was-billed = Billed so far
invoice-is-right = Right
invoice-peak-at = Highest number reached
invoice-carried-over = Accounts when the month began
invoice-rule = Counting rule
invoice-users-of = Users of { $product }
invoice-accounts-at = { $n ->
    [one] The account on { $at }
   *[other] The { $n } accounts on { $at }
}
invoice-storage-mean = Mean of the days
invoice-storage-allowance = { $n ->
    [one] Included with 1 user
   *[other] Included with { $n } users
}
invoice-storage-days = Storage by day
invoice-storage-stored = Stored
invoice-storage-note = Note
invoice-day-not-read = as the day before
invoice-number = Number
invoice-customer = Customer
invoice-month = Month
invoice-date = Date
invoice-due = Due
invoice-state = State
invoice-reference = Payment reference
invoice-iban = IBAN
invoice-pdf = Download PDF
invoice-next = Next invoice as it stands
invoice-next-lead = This month so far. It becomes an invoice once the month has ended.
invoice-next-nothing = Nothing is counted yet this month.
invoices-all = Invoices
invoices-none = There are no invoices yet
invoices-none-do = The first one comes at the beginning of the month after your first.
invoices-search = Search by number or customer
staff-invoices-none-do = Close a month to write its invoices.

month-running = Running
month-to-close = To be closed
month-closing = Invoices are being written
month-closed = Closed
month-close = Close the month
month-close-again = Let the missing ones run again
month-close-title = Close { $month }
month-close-1 = Each customer with something to pay gets an invoice and a mail.
month-close-2 = Issued invoices do not change. What arrives later is corrected on the next one.
month-close-3 = Invoices are dated today.
month-preview = What each customer would be billed
month-nothing = Nobody is billed for this month
month-nothing-do = No customer had a server in it, or nobody used one.
months-none = There are no months yet
months-none-do = The first one appears with the first order.

calculator-bill = Your bill for a month
calculator-nothing = Say how many users you have to see the bill.
calculator-month = A month
calculator-with-vat = With VAT

paper-invoice = Invoice
paper-credit = Credit note
paper-period = Period
paper-bic = BIC
paper-in-name-of = In the name of
paper-vat-number = VAT number { $number }
paper-register = Trade register { $number }
paper-pay = Please pay { $total } by { $due }, with the payment reference.
paper-refund = We pay this amount back to you.
paper-why-lead = Each number on the invoice, and where it comes from.
paper-page = Page
