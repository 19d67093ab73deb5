# Licences, keys and registration.
refusal-key-empty = No key was typed. Type the key from your order: 25 characters in five groups.
refusal-key-length = A key has 25 characters, and this one has { $found } (key { $key }). Compare it with your order.
refusal-key-character = No key has the character “{ $character }”, typed at place { $position } of key { $key }. Compare it with your order.
refusal-key-mistyped = Key { $key } is mistyped at place { $places }, counted without hyphens. Did you mean { $suggestion }?
refusal-key-unreadable = Several characters of key { $key } are mistyped. Compare it with your order.
refusal-key-unknown = Key { $key } was never issued here. Nothing was registered. Compare it with your order, or ask us.
refusal-key-revoked = Key { $key } was withdrawn. Nothing was registered. Ask us why.
refusal-key-used = Key { $key } is in another licence already. Nothing was registered. Use it with that licence, or ask us.
refusal-key-other-licence = Key { $key } is for licence { $number } only. Nothing was registered. Add it to that licence.
refusal-base-key-needed = The first key must be that of a licence itself, and this one adds to a licence. Type your original key first, and this one in the next step.
refusal-keys-too-many = At most { $most } keys can be registered at once. Nothing was registered. Register the others afterwards.
refusal-second-base-key = One of the further keys is that of a second licence, which cannot be added to this one. Nothing was registered. Leave that key out, and register it on its own machine.
refusal-key-other-product = This key is for { $found }, and { $wanted } is asked for. Nothing was registered. Take a key for { $wanted }.
refusal-key-other-edition = This key is for the edition { $found }, and the licence is for { $wanted }. Nothing was registered. Ask us to exchange it.
refusal-key-other-class = This key was sold at { $found } prices, and the licence at { $wanted } prices. Nothing was registered. Ask us to exchange it.
refusal-add-on-users-differ = The add-on { $addon } would be for { $found } users and the licence for { $users }. Nothing was registered. Add the keys that are missing, or ask us.
refusal-file-empty = There is nothing in it. Take the whole file.
refusal-file-too-long = This is longer than any such file. Take the file that the product made.
refusal-file-no-document = This is not a { $wanted } file. Take the file that the product made.
refusal-file-other-kind = This is a { $found } file, and a { $wanted } file is needed here. Take the other one.
refusal-file-newer-format = This file is written in form { $found }, and we read up to { $known }. Nothing was changed. Ask us; we have to update first.
refusal-file-cut-short = The end of this file is missing. Nothing was changed. Take the whole file.
refusal-file-altered = This file was altered on its way, or is not signed by the machine that it names. Nothing was changed. Make a new one.
refusal-file-key-unknown = The key { $id } that signed this file is not known. Nothing was changed. Make a new one.
refusal-file-key-retired = The key { $id } that signed this file had been retired before. Nothing was changed. Ask us for a new file.
refusal-file-key-revoked = The key { $id } that signed this file was withdrawn. Nothing was changed. Ask us for a new file.
refusal-file-key-for-other = The key { $id } may not sign such a file. Nothing was changed. Make a new one.
refusal-file-malformed = This file is signed, but what it says makes no sense to us. Nothing was changed. Ask us; we may have to update first.
refusal-licence-held = Licence { $number } is registered on another machine. Nothing was changed there or here. Uninstall the product there, or give the licence up in its console; or, if that machine is gone for good, declare it permanently offline at our web site.
refusal-licence-held-by-pair = Licence { $number } is registered on two machines that stand in for each other. Nothing was changed. Give it up on one of them first.
refusal-licence-revoked = Licence { $number } was withdrawn: { $reason }. Nothing was changed. Ask us about it.
refusal-licence-not-held = Licence { $number } is not registered on that machine, so there is nothing to free. Register it where you want.
refusal-offline-moves-used-up = Machines of licence { $number } were declared offline { $most } times within a year, as often as is possible here. Nothing was changed. Ask us; we can do it for you.
refusal-licence-not-yours = Only the owner or an administrator may do this. Nothing was changed. Ask one of them.
refusal-reason-missing = Say why. Nothing was changed.
refusal-reason-too-long = A reason has at most { $most } characters. Nothing was changed. Shorten it.
refusal-receipt-of-stranger = This receipt is from a machine that never held the licence that it names. Nothing was changed.
refusal-receipt-of-future = This receipt names licence file { $serial }, which we never made. Nothing was changed. Ask us.
refusal-product-not-licensed = { $product } is not sold by licence. Nothing was changed. Choose another product.
refusal-grant-makes-no-sense = What is to be issued makes no sense ({ $what }). Nothing was issued. Correct it and try again.
refusal-licence-not-revoked = This licence is not withdrawn, so there is nothing to give back.
refusal-licence-revoked-before = This licence was withdrawn before. Nothing was changed.
refusal-key-not-new = This key is in a licence, or was withdrawn before. Nothing was changed. To take it back, withdraw the licence that it is in.
refusal-revocations-full = The list of withdrawn licences has no room for another. Nothing was changed. Products read no longer list; keep this case by hand.
refusal-licence-no-file = This licence was never registered, so there is no licence file. Register its key first.
refusal-signing-key-unknown = There is no signing key of this name. List the keys, and take the name from there.
refusal-root-key-stays = The root key is in every product, so it is neither rotated nor revoked. Nothing was changed.
refusal-signing-key-revoked-before = This signing key was revoked before. Nothing was changed.

mail-expiry-subject = Maintenance of licence { $number } ends on { $day }
mail-expiry-body = Hello { $name },

    Software Maintenance of your licence { $number } ({ $product }, { $users } users) is valid until the end of { $day }
    ({ $zone }). Days left: { $days }.

    Nothing stops after that day. Versions released until then stay yours; newer ones, and security updates, need a
    renewal. It goes on from that day, so renewing early loses nothing:

    { $link }

    { $provider }
