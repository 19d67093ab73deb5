# The shop for licences.
nav-shop = Buy a licence
nav-shop-orders = Licence orders
nav-licence-orders = Licence orders
shop-title = Licences
shop-lead = Run the product on your own machine. You buy a licence once and renew its maintenance each year.
shop-without-vat = Prices without VAT.
shop-yours = Your licences
shop-yours-do = Add users, add-ons or years to a licence that you have.
shop-product-connect = Mail and groupware server: each mailbox is a user. Aliases, lists, domains and resources are free.
shop-product-control = Network gateway: each account that signs in is a user, guests included, with up to 5 devices. The administrator is free.
shop-product-operator = Telephone exchange: each account that signs in is a user, with up to 3 extensions per user.
shop-product-workspace = Shared documents: each account with access is a user. The administrator is free.
shop-included-users = { $n } users are included. More come in packs.
shop-included-years = { $n ->
    [one] One year of maintenance is included, from the day of registration: every version and every fix of that time.
   *[other] { $n } years of maintenance are included, from the day of registration: every version and every fix of that time.
}
shop-included-renewal = A further year of maintenance costs { $percent } of what the same licence costs new.
shop-included-trial = Try everything for { $n } days, for as many users as you like, with all add-ons and without registration.
shop-prices-of = Prices of { $product }
shop-col-kind = Edition and prices for
shop-col-base = Server licence, { $n } users
shop-col-pack = Pack of { $n } users
shop-price-add-on = { $base } + { $pack } per pack
shop-order-product = Order { $product }
shop-classes = Education, government and certified editions
shop-classes-why = Schools and universities, and government and non-profit organisations, have prices of their own. You order, send something that shows what you are, and have the keys once we have looked at it. For a year after that your orders need no further evidence.
shop-certified-why = Releases of the certified edition carry the certificates of its scheme. An update that has none is shown as such and needs your confirmation.
shop-class-standard = everybody
shop-class-edu = education
shop-class-edu-hint = Schools, universities and research. We ask for evidence before we deliver.
shop-class-gov = government and non-profit
shop-class-gov-hint = Public bodies and organisations without profit. We ask for evidence before we deliver.
shop-edition-hint = Releases with certificates of { $scheme }.

shop-order-title = Order a licence for { $product }
shop-order-more-title = { $product }, licence { $number }
shop-order-lead = The keys are on the order’s page and in your mail as soon as you have ordered.
shop-licence-now = { $n } users, maintenance until { $day }.
shop-licence-new = { $n } users, not registered yet.
shop-kinds = What to order for this licence
shop-kind-users = More users
shop-kind-add-on = Add-on
shop-kind-renewal = Renewal
shop-what = What you order
shop-product = Product
shop-edition = Edition
shop-class = Prices for
shop-users = Users
shop-users-hint = Any number. We round it up to what is sold and tell you.
shop-years = Further years of maintenance
shop-years-hint = Beyond the first year, which is included.
shop-more-users = How many more users
shop-more-users-hint = Sold in packs, with every add-on that the licence has.
shop-add-on = Add-on for all users of the licence
shop-add-ons = Add-ons
shop-renewal-years = Years
shop-by = How the renewal arrives
shop-by-same-key = With the key that you have
shop-by-same-key-hint = Registering again with the same key is all there is to do.
shop-by-new-key = With a new key
shop-by-new-key-hint = You add it to the first key, in the second step of registration.
shop-calculate = Calculate
shop-quote = What it costs
shop-net = Without VAT
shop-vat = VAT { $percent }
shop-reference = Your reference
shop-reference-hint = Stands on the order and its invoice.
shop-order-submit = Order for this amount

shop-what-new = { $product }: new licence with { $n } users
shop-what-users = { $product }: { $n } more users
shop-what-add-on = { $product }: { $add_on } for { $n } users
shop-what-renewal = { $product }: maintenance for { $n ->
    [one] one year
   *[other] { $n } years
}
shop-line-base = { $product } server licence with { $n } users
shop-why-base = { $n } users and the first year of maintenance are included.
shop-line-packs = Packs of { $n } users
shop-why-packs = More users are sold in packs of { $n }.
shop-line-add-on = { $add_on } for { $n } users
shop-why-add-on = { $n ->
    [0] { $base } for the server licence. An add-on is for all users.
    [one] { $base } for the server licence and { $pack } for one pack. An add-on is for all users.
   *[other] { $base } for the server licence and { $pack } for each of { $n } packs. An add-on is for all users.
}
shop-line-add-on-packs = { $add_on } for packs of { $n } users
shop-why-add-on-packs = The licence has this add-on, and an add-on is for all users.
shop-line-years = Years of maintenance
shop-why-years = A year costs { $percent } of { $price }, which the same licence costs new today.
shop-line-pro-rata = Maintenance until { $day }
shop-why-pro-rata = For each: { $percent } of { $price } a year, for { $parts }.
shop-part = { $n } of { $of } days from { $from }
shop-note-rounded-up = You asked for { $asked } users; packs make it { $n }.
shop-note-not-registered = The licence is not registered yet. Its maintenance begins on the day on which it is.
shop-note-not-covered = Maintenance ended on { $day }. What you add is covered once you renew.
shop-note-renewed = Maintenance goes on from { $from } and then runs until { $day }.
shop-note-too-few-years = That still ends in the past, on { $day }. { $n ->
    [one] One year reaches today.
   *[other] { $n } years reach today.
}
shop-note-evidence = Prices for { $class }: we look at your evidence before we deliver, unless we have done so within a year.

shop-orders = Licence orders
shop-orders-none = No licence orders yet
shop-orders-none-do = Look at the prices and order a licence.
shop-order = Order
shop-placed = Ordered on
shop-state = State
shop-state-placed = Address to be confirmed
shop-state-evidence = Evidence needed
shop-state-waiting = We look at it
shop-state-checking = VAT is being checked
shop-state-delivered = Delivered
shop-state-refused = Refused
shop-state-cancelled = Cancelled
shop-state-lapsed = Lapsed
shop-step-placed = Ordered
shop-step-evidence = Evidence sent
shop-step-approval = Evidence approved
shop-step-vat = VAT checked
shop-vat-do = Your VAT number and its checks
shop-goes-on = The VAT is known now; the keys follow within a minute.
shop-step-delivered = Delivered
shop-keys = Your keys
shop-key = Key
shop-register-new = Enter the key in the product: its administration console asks for it under Licence. Registration starts the first year of maintenance.
shop-register-more = In the console of the product, under Licence, enter the licence’s first key again, and then add the new key in the second step.
shop-register-in-place = There is no new key. In the console of the product, under Licence, register again with the key that you have.
shop-agreed = What was agreed
shop-due = { $total } is due.
shop-invoice = Invoice { $number }
shop-evidence = Evidence
shop-evidence-why = Show us that these prices are for you: a registration number, a letter, a statute. We deliver as soon as we have looked at it.
shop-evidence-again = We have your evidence and will look at it. If something is missing, send it again: the newer one counts.
shop-evidence-words = In words
shop-evidence-words-hint = Such as the number in the register of schools.
shop-evidence-file = File
shop-evidence-file-hint = PDF, PNG, JPEG or text, at most 5 MB. Only you and our staff can read it.
shop-evidence-submit = Send evidence
shop-cancel-title = Cancel the order
shop-cancel-why = Nothing has been delivered and nothing is due.
shop-cancel = Cancel order
shop-refused-because = We refused this order:

shop-search = Search by customer, reference, product, state or id
shop-staff-lead = Orders that wait for you come first.
shop-staff-none = No licence orders yet
shop-staff-none-do = They come from the shop. Those with evidence to look at stand at the top.
shop-approve-why = The keys are delivered at once. For a year the customer’s orders at these prices need no evidence.
shop-approve = Approve and deliver
shop-refuse-title = Refuse the order
shop-refuse = Refuse order
shop-reason = Reason
shop-reason-hint = The customer reads it.

flash-evidence-sent = Your evidence was sent. We look at it, and you will have a mail.
flash-order-cancelled = The order is cancelled.
flash-order-approved = Approved. The keys were delivered.
flash-order-refused = Refused. The customer has a mail with your reason.

event-licence-order-placed = Licence ordered
event-licence-order-evidence = Evidence sent
event-licence-order-approved = Evidence approved
event-licence-order-refused = Licence order refused
event-licence-order-cancelled = Licence order cancelled
event-licence-order-delivered = Keys delivered
event-licence-order-waiting = Licence order waits for its VAT

refusal-product-not-by-licence = { $product } is not sold by licence. Nothing was ordered. Take a product from the price list.
refusal-edition-unknown = { $product } has no edition “{ $edition }”. Nothing was ordered. Take one from the price list.
refusal-licence-price-missing = There is no price for { $product }, edition { $edition }, in the class { $class } today. Nothing was ordered. Choose another edition or class, or ask us.
refusal-users-out-of-range = Write a number of users from 1 to { $most }. Nothing was ordered.
refusal-years-out-of-range = Write a number of years that is not above { $most }; a renewal is for at least one. Nothing was ordered.
refusal-add-on-not-sold = The add-on “{ $add_on }” is not sold for this licence. Nothing was ordered. Choose one from the list.
refusal-add-on-held = The licence has the add-on “{ $add_on }” already, or it has been ordered. Nothing was ordered.
refusal-add-on-included = The add-on “{ $add_on }” is a part of this licence, since it was bought before the add-on was sold separately. Nothing was ordered, and nothing is due.
refusal-licence-unknown = You have no such licence, or it was withdrawn. Nothing was ordered. Open the licence again from your list.
refusal-reference-too-long = Your reference is longer than { $most } characters. Shorten it.
refusal-total-not-seen = Look at the amount below: it was not calculated yet, or it has changed since. Nothing was ordered. If it is right, order again.
refusal-licence-order-vat = The VAT on this order is another than when it was placed, so its total no longer holds. Nothing was delivered and nothing is due. Cancel it and order again at the new total.
refusal-licence-order-open = Another order for this licence is still open. Nothing was ordered. Wait until it is delivered, or cancel it first.
refusal-licence-changed = The licence has changed since the order was calculated, so the order no longer fits. Nothing was delivered. Order again; staff refuse the old order.
refusal-licence-order-state = { $state ->
    [placed] The order waits for its address to be confirmed
    [checking] The order waits until its VAT is known
    [waiting] The order is waiting
    [delivered] The order was delivered
    [refused] The order was refused
    [cancelled] The order was cancelled
   *[lapsed] The order lapsed
}, so nothing was changed. Open its page again.
refusal-evidence-missing = There is no evidence yet. Write something, or choose a file.
refusal-evidence-too-long = That is longer than { $most } characters. Nothing was kept. Shorten it, or send it as a file.
refusal-evidence-file-too-large = The file is larger than { $most } MB. Nothing was kept. Send a smaller one.
refusal-evidence-file-unknown = The file is neither PDF, PNG, JPEG nor plain text. Nothing was kept. Send one of these.
refusal-approval-reason-missing = Write the reason: the customer reads it. Nothing was refused yet.
refusal-approval-reason-too-long = The reason is longer than { $most } characters. Nothing was refused yet. Shorten it.

mail-licence-delivered-subject = { $what }: delivered
mail-licence-delivered-body = Hello { $name },

    Your order is delivered: { $what }.

    { $keys }

    { $register }

    { $total } is due. Invoice { $invoice }:

    { $invoice_link }

    Your order:

    { $link }

    { $provider }
mail-licence-evidence-subject = { $what }: we need your evidence
mail-licence-evidence-body = Hello { $name },

    Thank you for your order: { $what }.
    Its prices are for certain organisations. Send us something that shows that yours is one, on the order’s page:

    { $link }

    We deliver the keys as soon as we have looked at it.

    { $provider }
mail-licence-vat-subject = { $what }: we check the VAT
mail-licence-vat-body = Hello { $name },

    Thank you for your order: { $what }, { $total }.
    Before we can invoice it without VAT, the EU’s register (VIES) has to confirm your VAT number. It has not answered yet; we go on asking, and deliver the keys as soon as it does.

    The order’s page says how it stands. There you can also correct the number, or cancel:

    { $link }

    { $provider }
mail-licence-refused-subject = { $what }: refused
mail-licence-refused-body = Hello { $name },

    We have refused your order: { $what }. Nothing is due.

    { $reason }

    You can order again at any time. Your order:

    { $link }

    { $provider }
