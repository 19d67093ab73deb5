# Reminders of overdue invoices, and the suspension of servers.

refusal-remind-nothing-overdue = Nothing is overdue for this customer. Nothing was sent.
refusal-remind-no-step-left = Every letter of the schedule was sent. Nothing was sent. You can send the last one again.
refusal-remind-nothing-sent = No letter was sent to this customer yet, so there is none to repeat. Send the next one.
refusal-remind-day-wrong = Choose a day after today. Nothing was changed.
refusal-remind-reason-missing = Say why, in at most 500 characters. Nothing was changed.
refusal-suspend-no-notice = The customer was not given notice for what is overdue now. The server runs on. Send the letter that gives notice first.
refusal-suspend-notice-runs = The notice runs until { $from }. The server runs on. Suspend it on that day or later.
refusal-suspend-held = Reminders of this customer wait until { $until }. The server runs on. Let them go on first.
refusal-suspend-money-waits = A payment of this customer waits to be allocated. The server runs on. Allocate it first.
refusal-suspend-not-suspended = This server is not suspended. Nothing was changed.

nav-reminders = Reminders
reminders-lead = Customers whose invoices are overdue, and what happens next.
reminders-none = Nothing is overdue
reminders-none-do = Customers appear here the day after an invoice was due.
reminder-overdue = Overdue
reminder-since = Since
reminder-last = Last sent
reminder-next = Next
reminder-none-yet = Nothing yet
reminder-was-letter = { $name }, { $date }
reminder-was-again = { $name }, sent again on { $date }
reminder-was-skipped = { $name }, skipped on { $date }
reminder-next-nothing = Nothing is overdue
reminder-next-letter = { $name } on { $date }
reminder-next-held = Waits until { $until }: { $because }
reminder-next-money = A payment is on its way: no letters meanwhile
reminder-next-end = Every letter was sent
reminder-open-invoices = Open invoices
reminder-days = Days overdue
reminder-open = Open
reminder-send = Send the next letter now
reminder-skip = Skip the next letter
reminder-again = Send the last letter again
reminder-release = Let letters be sent again
reminder-sent = Letters
reminder-wait = Wait with letters
reminder-wait-lead = The customer asked for time, or something has to be cleared up first.
reminder-hold = Wait
reminder-until = Until
reminder-until-hint = From this day on letters are sent again.
reminder-because = Reason
reminder-own = { $overdue } is overdue since { $since }.
reminder-own-held = We wait with reminders until { $until }.
reminder-line = { $number }, due { $due }: { $open }, reference { $reference }
reminder-nothing-else = Nothing.
flash-reminder-sent = The letter was written.
flash-reminder-skipped = The step was skipped.
flash-reminder-held = No letters are sent until that day.
flash-reminder-released = Letters are sent again.

server-suspend = Suspend for unpaid bills
server-resume = End the suspension
server-suspended = This server is suspended because invoices are overdue.
server-suspended-means = Nothing was deleted. It runs again as soon as everything overdue is paid. Other mail servers keep mail for it and try again, most of them for several days.
suspend-title = Suspend { $host }
suspend-notice = Only after a letter gave notice and its days are over.
suspend-mail = The server stops. Other mail servers keep mail for it and try again, most of them for several days; after that it goes back to its senders.
suspend-keeps = Nothing is deleted. Accounts that exist are billed on.
suspend-ends = It runs again by itself once everything overdue is paid, or when you end the suspension.
suspend-where = A server is suspended on its own page.
flash-server-suspended = The server is being stopped.
flash-server-resumed = The server is being started.

mail-reminder-friendly-subject = Reminder: { $total } is overdue
mail-reminder-friendly-body =
    Hello { $name },

    Perhaps it slipped through: { $total } of { $customer } should have been paid by now.

    Overdue:
    { $overdue }

    Also open:
    { $later }

    Please pay to { $iban } ({ $bic }) of { $holder }, each invoice with its reference. Your invoices:

    { $link }

    If you have paid meanwhile, you need not do anything. If something is not right, answer this mail.

    { $provider }
mail-reminder-firm-subject = Second reminder: { $total } is overdue
mail-reminder-firm-body =
    Hello { $name },

    We have not received { $total } of { $customer } yet, and have reminded you of it before.

    Overdue:
    { $overdue }

    Also open:
    { $later }

    Please pay now to { $iban } ({ $bic }) of { $holder }, each invoice with its reference. Your invoices:

    { $link }

    If you cannot pay, or if something is not right, tell us: answer this mail.

    { $provider }
mail-reminder-notice-subject = Notice: your servers may be suspended from { $from }
mail-reminder-notice-body =
    Hello { $name },

    In spite of our reminders { $total } of { $customer } has not been paid.

    Overdue:
    { $overdue }

    Also open:
    { $later }

    If this is not paid before { $from }, we may suspend your servers from that day on. A suspended server does not run: mail to it waits with its senders' mail servers, and nobody can read theirs. Nothing is deleted, and everything runs again once what is overdue is paid.

    Please pay to { $iban } ({ $bic }) of { $holder }, each invoice with its reference. Your invoices:

    { $link }

    If you cannot pay, or if something is not right, tell us today: answer this mail.

    { $provider }
mail-reminder-copy-subject = { $letter } sent to { $customer }: { $total }
mail-reminder-copy-body =
    Hello { $name },

    “{ $letter }” was sent to { $customer }. Overdue: { $total }.

    { $overdue }

    { $staff_link }

    { $provider }
mail-server-suspended-subject = { $host } is suspended
mail-server-suspended-body =
    Hello { $name },

    { $host } is suspended because invoices are overdue. It does not run: mail to it waits with its senders' mail servers, most of them for several days. Nothing was deleted.

    It runs again as soon as everything overdue is paid. Your invoices:

    { $link }

    { $provider }
mail-server-resumed-subject = { $host } runs again
mail-server-resumed-body =
    Hello { $name },

    The suspension of { $host } has ended. The server is being started. Mail that waited with its senders' mail servers arrives when they try again.

    Your invoices:

    { $link }

    { $provider }
