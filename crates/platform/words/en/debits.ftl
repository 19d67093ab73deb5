# Direct debit: mandates, debits, files for the bank.

refusal-debit-off = Invoices are paid by transfer here: direct debit has not been set up. Nothing was changed. Staff set it up in the catalogue, section [debit].
refusal-iban-malformed = This is not the number of an account. Look at it again: two letters, two digits, and what follows, such as NL91 ABNA 0417 1643 00.
refusal-iban-not-sepa = Accounts in { $country } cannot be debited: the country is not part of SEPA. Give an account in a SEPA country, or pay by transfer.
refusal-bic-needed = Banks in { $country } are found by their BIC. Fill it in; it stands on a bank statement.
refusal-bic-malformed = This is not the BIC of a bank in the account's country. It has 8 or 11 letters and digits, such as ABNANL2A, and may be left empty for accounts in the EEA.
refusal-holder-malformed = Write in whose name the account stands, in at most 70 letters.
refusal-mandate-not-signed = Nothing was signed. Tick the box to sign the mandate.
refusal-mandate-text-changed = The mandate has changed since you opened the page, so nothing was signed. Read it once more and sign again.
refusal-mandate-same-account = The mandate is for this account already, so nothing was changed.
refusal-mandate-none = There is no such mandate in force, so nothing was changed.
refusal-debits-nothing-due = No debit has to be sent now, so no file was made. What is planned stays planned.
refusal-debits-file-refused = The file would break a rule of the scheme, so none was made and nothing was sent: { $problem }. Put that right, then make the file again.
refusal-answer-unreadable = This is not an answer of the bank that can be read, and nothing was changed: { $problem }. Upload the file (pain.002) as the bank gave it.
refusal-answer-not-ours = The answer is about the file { $message }, which was not made here. Nothing was changed. Look whether it belongs to another administration.

event-mandate-signed = Mandate signed
event-mandate-moved = Mandate signed for another account
event-mandate-ended = Mandate ended
event-debit-planned = Direct debit planned
event-debit-sent = Direct debit sent to the bank
event-debit-booked = Direct debit booked
event-debit-returned = Direct debit came back
event-debit-cancelled = Direct debit cancelled
event-batch-made = File of direct debits made
event-batch-answered = Bank answered a file of direct debits

nav-payment = Payment
nav-debits = Direct debits

mail-invoice-debit-subject = Invoice { $number } for { $month }
mail-invoice-debit-body =
    Hello { $name },

    Your invoice { $number } for { $month } is ready: { $total }.

    You need not do anything: we collect it on { $debit_date } from { $debit_iban } by mandate { $debit_mandate } (creditor identifier { $debit_creditor }).

    See it, and what each line is made of:
    { $link }

    { $provider }

mail-debit-later-subject = Invoice { $number } is collected later
mail-debit-later-body =
    Hello { $name },

    We collect { $amount } for invoice { $number } on { $day }, later than the invoice announced. You need not do anything.

    { $link }

    { $provider }

mail-debit-files-subject = Direct debits wait to be brought to the bank
mail-debit-files-body =
    Hello { $name },

    These files were made, because the bank needs them by the next day on which it is open:

    { $files }

    Download each and upload it at the bank:
    { $link }

    { $provider }

debit-file-line =
    { $number ->
        [one] Collected on { $day }: one debit, { $total }
       *[other] Collected on { $day }: { $number } debits, { $total }
    }

mail-debit-returned-subject = Direct debit of invoice { $number } came back
mail-debit-returned-body =
    Hello { $name },

    We could not collect { $amount } for invoice { $number } from { $iban }. The reason that the bank gave: { $reason }

    { $open } of the invoice is open. { $next }

    To pay it yourself, transfer { $open } to { $account } with the reference { $reference }.

    { $link }

    { $provider }

mail-debit-again = We try once more on { $day }; if you have paid by then, we do not collect it.
mail-debit-not-again = We do not try again by ourselves. Please pay it by transfer.
mail-debit-mandate-over = Your mandate has ended with that. Please pay by transfer, or sign a new mandate.

mail-mandate-ended-subject = Mandate { $reference } has ended
mail-mandate-ended-body =
    Hello { $name },

    Mandate { $reference } for { $iban } has ended, so we do not collect by it any more. A collection that is at the bank already may still be made; you can have it paid back by your bank.

    Invoices that were to be collected: { $invoices }. Please pay these, and those that come, by transfer to { $account } with the reference on the invoice.

    Sign a new mandate:
    { $link }

    { $provider }

debit-on-statement = Invoice { $number } { $reference }
debit-announced = Collected on { $date } from { $iban } by mandate { $mandate } (creditor identifier { $creditor }). You need not do anything.
debit-invoice = Direct debit

mandate-title = SEPA direct debit mandate (Core)
mandate-creditor = Creditor
mandate-creditor-place = Creditor's address
mandate-creditor-id = Creditor identifier
mandate-reference = Mandate reference
mandate-type = Type of payment
mandate-recurrent = recurrent
mandate-for = Collected for
mandate-for-invoices = invoices
mandate-debtor = Customer
mandate-holder = Name of the account holder
mandate-iban = Account (IBAN)
mandate-bic = BIC
mandate-bic-hint = Needed only for accounts outside of the EEA, such as in Switzerland or the United Kingdom.
mandate-text-authorise = By signing this mandate form, you authorise { $creditor } to send instructions to your bank to debit your account and your bank to debit your account in accordance with the instructions from { $creditor }.
mandate-text-refund = As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your agreement with your bank. A refund must be claimed within 8 weeks starting from the date on which your account was debited. Your rights are explained in a statement that you can obtain from your bank.
mandate-text-notice = Each invoice says when it is collected; that is at least { $days } days after its date.
mandate-agree = I sign this mandate and may do so for this account
mandate-sign = Sign the mandate
mandate-move = Sign for this account
mandate-signed-by = Signed by
mandate-signed-at = Signed
mandate-signed-from = From network address
mandate-last-used = Last collected
mandate-never-used = not yet
mandate-text = Text that was signed
mandate-active = in force
mandate-withdrawn = withdrawn
mandate-lapsed = lapsed
mandate-ended-by-bank = ended by the bank
mandate-state = State

payment-title = How you pay
payment-lead = Invoices are paid by transfer, or collected from your account.
payment-way = Way
payment-by-transfer = By transfer
payment-by-debit = By direct debit
payment-transfer-how = Each invoice has a reference of its own. Transfer its total to the account below and give the reference, so that it is found at once.
payment-account = Account to transfer to
payment-off = This provider does not collect by direct debit.
payment-sign-title = Pay by direct debit
payment-sign-lead = Sign a mandate, and invoices are collected on the day on which they are due. You can withdraw it at any time.
payment-move-title = Collect from another account
payment-move-lead = The mandate keeps its reference. Sign it for the other account; invoices that were not sent to the bank yet are collected from there.
payment-owner-only = An owner of the customer signs and withdraws mandates.
payment-debits = Collections
payment-debits-none = Nothing has been collected
payment-debits-none-do = Once a mandate is signed, the next invoice says when it is collected.
payment-mandates = Mandates
payment-mandates-none = No mandate has been signed
payment-withdraw = Withdraw the mandate
payment-withdraw-title = Withdraw mandate { $reference }
payment-withdraw-1 = Nothing is collected by it any more. What is at the bank already may still be collected; your bank pays it back if you ask for it within 8 weeks.
payment-withdraw-2 = Invoices that are open are paid by transfer, with the reference that they carry.
payment-withdraw-3 = What was signed is kept, as the law asks. A new mandate can be signed at any time.
flash-mandate-signed = The mandate is signed. The next invoice says when it is collected.
flash-mandate-withdrawn = The mandate is withdrawn. Invoices are paid by transfer.

debit-planned = planned
debit-sent = at the bank
debit-booked = booked
debit-returned = came back
debit-cancelled = cancelled
debit-cancelled-paid = The invoice was settled otherwise.
debit-cancelled-mandate-ended = The mandate had ended.
debit-to-recall = Recall it at the bank
debit-recall-paid = Less is open of the invoice than is being collected.
debit-recall-mandate = The mandate has ended since.
debit-col-invoice = Invoice
debit-col-customer = Customer
debit-col-day = Day
debit-col-amount = Amount
debit-col-state = State
debit-col-why = Why

debits-title = Direct debits
debits-lead = What is collected, the files for the bank and its answers.
debits-off = Direct debit has not been set up: the catalogue has no section [debit].
debits-due = To be sent
debits-due-lead = Up to collections of { $until }. Send each file no later than the day beside it.
debits-due-none = Nothing is to be sent now.
debits-collect-on = Collected on
debits-send-until = Send until
debits-number = Debits
debits-total = Total
debits-make = Make the files
debits-left-out = { $n ->
    [one] One of them is left out: its invoice is settled or its mandate has ended.
   *[other] { $n } of them are left out: their invoices are settled or their mandates have ended.
}
debits-recall-title = To be recalled
debits-recall-lead = These are at the bank and should not be collected. Ask the bank to recall them; what is collected all the same becomes the customer's credit.
debits-batches = Files
debits-batches-none = No file has been made yet
debits-batches-none-do = A file is made of everything that is due, once for each day of collection.
debits-all = Debits
debits-none = No debits yet
debits-none-do = An invoice of a customer with a mandate is planned for collection when it is issued.
debits-search = Invoice, customer or end-to-end id
debits-answer-title = Answer of the bank
debits-answer-lead = Upload the bank's status report (pain.002). What it refuses comes back: the invoice is open, the customer is told.
debits-answer-file = File (pain.002)
debits-answer-take = Take the answer
debits-mandates = Mandates
debits-mandates-search = Reference or account holder
batch-title = File { $message }
batch-message = Message
batch-number = Number of debits
batch-total = Control sum
batch-made = Made
batch-made-by = Made by
batch-hash = SHA-256
batch-download = Download the file
batch-group-states = State of its debits
flash-batches-made = The files are made. Download each and send it to the bank.
flash-answer-taken = The answer is taken. What it refuses has come back.
flash-answer-known = This answer was taken before. Nothing was changed.
flash-answer-nothing = The answer is taken. It refuses nothing.
flash-answer-unknown = The answer is taken, and names debits that are not in that file. Look at it together with the bank.

debit-reason-ac01 = The account number is wrong (AC01).
debit-reason-ac04 = The account is closed (AC04).
debit-reason-ac06 = The account is blocked (AC06).
debit-reason-ac13 = The account is a consumer's, which this kind of debit does not allow (AC13).
debit-reason-ag01 = The account cannot be debited, for instance a savings account (AG01).
debit-reason-ag02 = The bank did not accept the type of operation (AG02).
debit-reason-am04 = There was not enough money on the account (AM04).
debit-reason-am05 = The bank took it for a duplicate (AM05).
debit-reason-be05 = The bank does not know the creditor identifier (BE05).
debit-reason-cnor = The creditor's bank is not registered for this (CNOR).
debit-reason-dnor = The account's bank is not registered for this (DNOR).
debit-reason-dupl = It was recalled as a duplicate (DUPL).
debit-reason-ed05 = The banks could not settle it (ED05).
debit-reason-ff01 = The file was not in the right form (FF01).
debit-reason-ff05 = The kind of debit was not accepted (FF05).
debit-reason-frad = It was recalled because of suspected fraud (FRAD).
debit-reason-md01 = The bank knows no valid mandate, or the account holder says that there is none (MD01).
debit-reason-md02 = Data of the mandate were missing or wrong (MD02).
debit-reason-md06 = The account holder had it paid back (MD06).
debit-reason-md07 = The account holder has died (MD07).
debit-reason-ms02 = The account holder refused it (MS02).
debit-reason-ms03 = The bank gave no reason (MS03).
debit-reason-rc01 = The bank's BIC is wrong (RC01).
debit-reason-rc07 = The creditor's BIC is wrong (RC07).
debit-reason-rr01 = The account or its holder was not named as the law asks (RR01).
debit-reason-rr02 = Name or address of the account holder was missing (RR02).
debit-reason-rr03 = Name or address of the creditor was missing (RR03).
debit-reason-rr04 = A rule of supervision forbids it (RR04).
debit-reason-sl01 = The account holder has had this creditor or debits limited at the bank (SL01).
debit-reason-sl11 = The creditor is not on the account holder's list (SL11).
debit-reason-tech = It was recalled because of a technical problem (TECH).
debit-reason-other = The bank gave the code { $code }.
