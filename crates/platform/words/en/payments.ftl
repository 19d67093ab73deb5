# Statements of the bank, payments, refunds.

nav-payments = Payments
event-statement-imported = Statement taken in
event-payment-received = Payment on the bank account
event-payment-matched = Payment settled
event-payment-unmatched = Payment's match taken back
event-refund-asked = Refund asked for
event-refund-paid = Refund paid
event-refund-withdrawn = Refund given up

payments-unsettled = Unsettled
payments-suggested = With a suggestion
payments-settled = Settled
payments-all = All payments
payments-statements = Statements
payments-refunds = Refunds
payments-search = Search by name, amount, account, words
payments-none = No payments yet
payments-none-do = Take in a statement of your bank: its payments stand here then.
payments-nothing-left = Nothing is left to settle
payments-nothing-left-do = New payments come with the next statement.

payment-from = From or to
payment-date = Day
payment-words = Words
payment-amount = Amount
payment-state = State
payment-suggestion = Suggestion
payment-take = Settle so
payment-nobody = Nobody named
payment-settled = Settled
payment-suggested = Suggestion
payment-open = Open
payment-unsettled = Not settled
payment-charges = Kept by the bank
bank-payment-account = Account
payment-reference = Reference
payment-end-to-end = End-to-end id
payment-mandate = Mandate
payment-return = Reason of the return
payment-batch = Batch
payment-was-for = What it was for
payment-may-be = What it may be for
payment-to-invoices = Settle invoices
payment-to-credit = Make it a customer's credit
payment-to-account = About no customer
payment-invoices = Invoices
payment-invoices-hint = One number on each line. Write an amount after it if only so much is meant: 2026-0001 59.90
payment-settle = Settle
payment-customer = Customer
payment-customer-hint = A name, the number of one of its invoices, or its id.
payment-give-credit = Give credit
payment-ledger-account = Account of the ledger
payment-account-charges = Bank charges
payment-account-interest = Interest
payment-account-transfer = Transfer between own accounts
payment-account-various = Various
payment-note = Words
payment-note-hint = They stand in the ledger.
payment-book = Book
payment-why-debit = Our direct debit
payment-why-return = Our direct debit came back
payment-why-reference = By its payment reference
payment-why-number = By the invoice's number in the words
payment-why-account-amount = Known account, exact amount
payment-why-account-sum = Known account, exact sum of the oldest invoices
payment-why-account = Known account
payment-why-name-amount = Same name, exact amount
payment-why-name = Same name
payment-why-amount = Exact amount
payment-why-refund = Refund that was asked for
payment-why-hand = By hand

match-invoice = Invoice
match-credit = Credit
match-refund = Refund
match-debit = Direct debit
match-return = Direct debit that came back
match-account = Ledger
match-undo = Take back
match-undone = Taken back ({ $who })
flash-payment-settled = The payment is settled.
flash-match-undone = The match is taken back. The payment is open again.

statement-date = Up to
statement-number = Number
statement-format = Format
statement-opening = Opening balance
statement-closing = Closing balance
statement-bookings = Bookings
statement-file = File
statement-file-hint = camt.053 or MT940, as your bank gives it.
statement-no-file = Choose a file.
statement-import = Take in a statement
statement-account = Account
statement-ledger = Bank in the ledger
statement-differs = The ledger's bank account differs from the bank's by { $by }. Something was written to it that no statement says: look at its entries.
statement-known = Everything in this file was known. Nothing was changed.
statement-imported = { $statements ->
    [one] 1 statement
   *[other] { $statements } statements
} taken in with { $payments ->
    [one] 1 payment
   *[other] { $payments } payments
}: { $settled } settled, { $suggested } with a suggestion.
statements-none = No statements yet
statements-none-do = Take in the first one above. The account is followed from its opening balance on.

refunds-none = No refunds
refunds-none-do = Credit that is to be paid back is written down below.
refunds-lead = Transfer these amounts at your bank. A refund is settled when its transfer stands on a statement.
refunds-waiting = Refunds that wait
refund-ask = Pay credit back
refund-iban = IBAN
refund-name = Account holder
refund-to = To
refund-asked = Asked by
refund-withdraw = Give up
refund-state-asked = To be transferred
refund-state-paid = Paid
refund-state-withdrawn = Given up
flash-refund-asked = The refund is written down. Transfer it at your bank.
flash-refund-withdrawn = The refund is given up. The amount is the customer's credit again.

received-title = Payments
received-what = What for
received-credit = Credit: { $amount }. The next invoice uses it.

refusal-statement-empty = The file is empty. Nothing was changed. Download the statement from your bank again.
refusal-statement-too-large = The file is larger than { $most } MB. Nothing was changed. Download the statement for fewer days at a time.
refusal-statement-archive = The file is an archive, such as ZIP. Nothing was changed. Unpack it and send the files in it one by one.
refusal-statement-unknown = The file is neither camt.053 nor MT940. Nothing was changed. Choose one of these formats where your bank offers the statement.
refusal-statement-other-message = The file is a { $message } message, not a statement of whole days. Nothing was changed. Download camt.053 from your bank.
refusal-statement-xml = The file cannot be read at line { $line } ({ $why }). Nothing was changed. Download the statement again; if it stays so, ask your bank.
refusal-statement-doctype = Line { $line } declares a document type, which no statement of a bank has. Nothing was changed. Find out where the file comes from.
refusal-statement-charset = Line { $line } holds signs that are not written in UTF-8. Nothing was changed. Download the statement again and send it without opening it in another program.
refusal-statement-field = { $field } is missing or cannot be read at line { $line }. Nothing was changed. Download the statement again; if it stays so, ask your bank.
refusal-statement-sum = The bookings do not add up: { $opening } and { $booked } are not { $closing }. Nothing was changed. Part of the file is missing; download it again.
refusal-statement-other-account = The statement is of account { $found }; ours is { $ours }. Nothing was changed. Choose the right account at your bank, or correct the IBAN in the catalogue.
refusal-statement-other-currency = The statement is in { $found }; amounts here are in { $ours }. Nothing was changed.
refusal-statement-gap = A statement is missing (number { $missing }). The last one ended with { $closing } on { $date }, this one begins with { $opening }. Nothing was changed. Take in what lies between first.
refusal-statement-before-start = The first statement here began on { $date }; this one lies before it. Nothing was changed.
refusal-payment-no-parts = Nothing is said of what the payment was for. Nothing was changed. Name an invoice, a customer or an account.
refusal-payment-more-than-open = The parts come to { $parts }, and { $open } is open of this payment. Nothing was changed. Take less.
refusal-payment-wrong-way = { $amount } goes the other way than this payment. Nothing was changed. Give an amount with the payment's own sign.
refusal-payment-no-invoice = There is no invoice { $number }. Nothing was changed. Look at its number.
refusal-payment-no-account = Payments cannot be booked to { $account } by hand. Nothing was changed. Take bank-charges, or other: and a name.
refusal-payment-no-words = Write in at most 200 letters what this was. Nothing was changed.
refusal-payment-no-amount = { $amount } is not an amount. Nothing was changed. Write it as 59.90.
refusal-payment-no-customer = No customer, or more than one, is called that. Nothing was changed. Take the number of one of its invoices.
refusal-match-undone-before = This was taken back before. Nothing was changed.
refusal-match-banks-word = What the bank says of a direct debit is not taken back by hand. Nothing was changed. If the debit comes back, the bank's statement says so.
refusal-match-credit-used = The customer's credit was used meanwhile. Nothing was changed. Take back what used it first.
refusal-refund-more-than-credit = The customer has { $credit } too much. Nothing was changed. Pay back no more than that.
refusal-refund-no-iban = { $iban } is not an IBAN. Nothing was changed. Look at it again: a digit may be wrong.
refusal-refund-done = This refund is not waiting any more. Nothing was changed. Look at the list again.
refusal-refund-amount = The refund is about another amount. Nothing was changed.
