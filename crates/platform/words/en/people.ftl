# The people of a customer and of the provider, invitations, roles, resellers.
nav-people = People
nav-own-customers = My customers
role-accountant = Accountant
role-reseller = Reseller

people-name = Name
people-role = Role
people-last-sign-in = Last signed in
people-actions = Actions
people-never = Never
people-none = Nobody has joined yet
people-none-do = Invite somebody below.
people-invited = Invited
people-invited-until = The invitation is good until { $at }
people-invite-title = Invite somebody
people-invite = Send the invitation
people-invite-hint = A link goes to this address. It is good once and for a week.
people-withdraw = Take back
people-change-role = Change role
people-role-title = Role of { $name }
people-remove = Remove
people-remove-title = Remove { $name }?
people-remove-ends = They are signed out everywhere, and their tokens and invitations end at once.
people-remove-keeps = What they did stays in the audit trail. They can be invited again.
flash-person-invited = The invitation is on its way.
flash-invitation-withdrawn = The invitation is taken back. Its link does not work any more.
flash-role-changed = The role is changed.
flash-person-removed = The person is removed.

join-title = Join { $house }
join-lead = You were invited as { $email }. Your role: { $role }.
join-submit = Join

doing-title = Who may do what
doing-what = May
doing-yes = Yes
doing-no = –
doing-see-servers = See servers and what they use
doing-open-consoles = Open servers’ consoles
doing-see-orders = See orders of servers
doing-order-servers = Order servers
doing-see-invoices = See invoices
doing-see-licences = See licences
doing-register-licences = Register and move licences
doing-see-licence-orders = See orders of licences
doing-buy-licences = Buy licences
doing-see-downloads = Download products
doing-see-events = Read the audit trail
doing-keep-webhooks = Set up webhooks
doing-make-tokens = Make API tokens for themselves
doing-see-people = See the people
doing-change-people = Invite, change and remove people; end the reseller
doing-keep-customers = Keep customers of their own and act for them (owners of resellers)
doing-provide = Do the provider’s work
doing-anything = Everything else

acting-for = You act for { $customer }.
acting-begin = Act for them
acting-end = End it
flash-acting-ended = You act for yourself again.
own-customers-lead = Customers that you brought in. Act for one of them to buy and register its licences.
own-customers-none = You have no customers yet
own-customers-none-do = Create one below. Its owner gets an invitation.
customer-new = New customer
customer-create = Create the customer
customer-owner-email = Mail address of the owner
customer-owner-hint = The owner is invited and sees that you are the reseller.
customer-invite-again = Invite the owner again
customer-invite-title = Invite the owner of { $customer }
customer-reseller = Reseller
customer-is-reseller = Is a reseller since
flash-customer-created = The customer is there, and its owner is invited.

reseller-title = Reseller
reseller-yours = Your reseller
reseller-yours-may = { $reseller } may buy and register licences for you, and see them. It sees no servers, consoles, invoices or people of yours.
reseller-end = End this
reseller-end-title = End that { $reseller } acts for you?
reseller-end-stops = From now on they can neither see nor do anything for you.
reseller-end-keeps = Licences and orders stay yours. It cannot be brought back here.
flash-reseller-ended = The reseller does not act for you any more.
reseller-mark = Make it a reseller
reseller-mark-means = A reseller creates customers and buys and registers licences for them.
reseller-unmark = End as a reseller
reseller-unmark-title = End { $customer } as a reseller?
reseller-unmark-stops = From now on it acts for none of its customers.
reseller-unmark-keeps = The customers stay, with everything that is theirs.
flash-reseller-marked = The customer is a reseller now.
flash-reseller-unmarked = The customer is no reseller any more.

refusal-role-may-not = Your role does not allow this. Nothing was changed. Ask an owner among your people.
refusal-reseller-may-not = A reseller may not do this for a customer. Nothing was changed. End acting for them to do it for yourself.
refusal-role-unknown = There is no such role here. Nothing was changed. Choose one from the list.
refusal-own-role = Nobody changes their own role. Nothing was changed. Ask another owner.
refusal-last-owner = This is the only owner, so nothing was changed. Make somebody else an owner first.
refusal-last-staff = This is the only member of staff, so nothing was changed. Invite somebody else first.
refusal-email-known = Somebody signs in with this address already. Nobody was invited. Use another address.
refusal-too-many-people = There are { $most } people and invitations here, which is the most. Nobody was invited. Remove somebody who left.
refusal-invitation-invalid = This invitation has been used or taken back, or is older than a week. Ask for a new one.
refusal-reseller-known = This customer is a reseller already. Nothing was changed.
refusal-reseller-has-one = This customer has a reseller, so it cannot be one. Nothing was changed. End that first.
refusal-too-many-customers = You have { $most } customers, which is the most. Nothing was changed. Ask the provider.
refusal-customer-has-people = Somebody has joined this customer already. Nobody was invited. Ask its owner.
refusal-acting-ended = You do not act for this customer any more. Nothing was changed. You act for yourself again.

mail-invitation-subject = You are invited to { $house }
mail-invitation-body = Hello,

    { $from } invites you to { $house } at { $provider }.
    Your role: { $role }.
    Open this link to choose a name and a password:

    { $link }

    The link is good once and for a week. If you expected nothing of the kind, do nothing.

    { $provider }
mail-invitation-owner-subject = { $house }: your account at { $provider }
mail-invitation-owner-body = Hello,

    { $from } made an account for { $house } at { $provider } and names you as its owner.
    They may buy and register licences for you; you can end that at any time.
    Open this link to choose a name and a password:

    { $link }

    The link is good once and for a week. If you expected nothing of the kind, do nothing.

    { $provider }
