# What servers send about their accounts, and why it is not taken.
refusal-journal-gap = An entry is missing. The next one has to be number { $expected }. Nothing was stored.
refusal-journal-fork = Entry { $number } is already stored with another content. Nothing was stored.
refusal-journal-broken = Entry { $number } does not fit its hash or the entry before it. Nothing was stored.
refusal-journal-foreign = Entry { $number } was written by another server. Nothing was stored.
refusal-journal-future = Entry { $number } is dated in the future. Check the clocks of server and platform. Nothing was stored.
refusal-journal-too-many = A delivery may carry { $most } entries. Send fewer at a time. Nothing was stored.
refusal-journal-credential = This is not the credential of a server that exists.
refusal-journal-malformed = This is not a delivery of journal entries. Nothing was stored.
