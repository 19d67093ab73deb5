# Watching: incidents, maintenance, what is measured.
incident-node = The provider's own machine
incident-backup-failed = Backup failed
incident-backup-missed = Backup did not run
incident-backup-not-removed = Backups of an ended server remain
incident-certificate-ending = Certificate ends soon
incident-disk-filling = Disk fills up
incident-drill-failed = Restore drill failed
incident-drill-overdue = No restore drill passed for long
incident-fallback-full = Fallback mail server is full
incident-mail-held-long = Mail waits for long
incident-node-down = No server answers
incident-queue-old = Mail in the queue is old
incident-repository-damaged = Backups are damaged
incident-resources-short = Resources run short
incident-restore-failed = Restore broken off
incident-server-died = Server ended by itself
incident-service-down = Not reachable
incident-slow = Slow
mail-incident-began-subject = { $host }: { $what }
mail-incident-began-body = Hello { $name },

    { $host }: { $what }.
    Since { $began }. What was seen: { $detail }

    What can be done without a person is being done. What happens is written down here:

    { $link }

    { $provider }

mail-incident-over-subject = Solved: { $host }: { $what }
mail-incident-over-body = Hello { $name },

    { $host }: { $what }.
    This is over: it lasted from { $began } to { $over }. What was seen and done is written down here:

    { $link }

    { $provider }

mail-incident-asked-subject = Please look: { $host }: { $what }
mail-incident-asked-body = Hello { $name },

    { $host }: { $what }, since { $began }. What was seen: { $detail }
    It does not mend itself, and nobody has taken it on. Open it, and acknowledge it so that nobody is asked again:

    { $link }

    { $provider }

refusal-incident-over = This incident is over, so there is nothing to acknowledge. Nothing was changed.
refusal-incident-acknowledged = Somebody has taken this incident on already. Nothing was changed. Its lines say who.
refusal-incident-note-empty = The note says nothing, so it was not added. Write what you found or did.
event-incident-acknowledged = Incident acknowledged
event-incident-began = Incident began
event-incident-noted = Note added to incident
event-incident-over = Incident over
event-server-grown = Server may use more
event-server-restarting = Server is started again
event-server-died = Server ended by itself
event-server-left-alone = Server is not started again by itself
happened-died = Ended by itself
happened-left-alone = Left alone for now
happened-restarting = Started again
happened-grown = May use more
event-incident-escalated = Staff asked to look at incident
event-maintenance-announced = Maintenance announced
event-maintenance-withdrawn = Maintenance taken back
happened-engine-restarted = Mail services started again
mail-maintenance-announced-subject = Maintenance of { $host }
mail-maintenance-announced-body = Hello { $name },

    there is maintenance of your server { $host } from { $begins } to { $ends }: { $reason }
    It may not be reachable during that time. Mail that comes meanwhile is not lost.

    { $provider }

mail-maintenance-withdrawn-subject = No more maintenance of { $host }
mail-maintenance-withdrawn-body = Hello { $name },

    the maintenance of your server { $host } from { $begins } to { $ends } ({ $reason }) was taken back or has ended early. You do not have to do anything.

    { $provider }

refusal-maintenance-order = Maintenance has to end after it begins, and not in the past. Nothing was announced. Check when it begins and how long it lasts.
refusal-maintenance-too-long = Maintenance can last a day at most. Nothing was announced. Announce several windows if it takes longer.
refusal-maintenance-no-reason = It does not say what is done, so nothing was announced. Write a few words for those whose servers it concerns.
refusal-maintenance-over = This maintenance is over, or was taken back already. Nothing was changed.
nav-incidents = Incidents
nav-monitoring = Watching
nav-maintenance = Maintenance
incidents-none = No incidents
incidents-none-do = What goes wrong is written down here, with what was done about it.
incidents-search = Find an incident by kind, what was seen, or its server's id
incident-what = Incident
incident-began = Began
incident-over = Over
incident-lasted = Lasted
incident-seen = What was seen
incident-taken-by = Taken on by
incident-lines = What was seen and done
incident-acknowledge = Take it on
incident-note = Note
incident-note-add = Add a note
incident-note-hint = The customer reads it too.
incident-is-lasting = Lasts
incident-is-taken = Being worked on
incident-is-escalated = Needs a person
incident-is-over = Over
incident-seconds = { $n } s
incident-minutes = { $n } min
incident-hours = { $n } h
incident-did-began = Began
incident-did-seen = Seen
incident-did-restarting-engine = Mail services are started again
incident-did-restarting-server = The server is started again
incident-did-escalated = It does not mend itself: staff are asked to look
incident-did-asked-again = Staff are asked again
incident-did-failed = That failed
incident-did-acknowledged = Taken on
incident-did-note = Note
incident-did-over = Over
flash-incident-taken = You have taken this incident on. Nobody is asked again.
flash-incident-noted = The note was added.
watch-title = Watching
watch-nothing = Nobody has asked this server yet.
watch-day = The last 24 hours, as seen from outside
watch-protocol = Asked
watch-reached = Reached
watch-usual = Usual time
watch-most = Longest
watch-asked = Last asked
watch-slowest = Slowest
watch-mail = Mail
watch-troubles = Trouble
watch-server = The server's page
watch-plot = Time of an answer, in milliseconds
watch-ms = { $n } ms
watch-used = In use
watch-limits = May use up to
watch-limits-grow = This grows by itself before it runs short.
watch-uses = { $memory } of memory, { $processes } processes
watch-smtp = Mail from outside (SMTP)
watch-submission = Sending mail (port 587)
watch-submissions = Sending mail (port 465)
watch-imaps = Reading mail (IMAP)
watch-pop3s = Reading mail (POP3)
watch-https = Console
watch-loop = A mail there and back
watch-is-new = Not asked yet
watch-is-good = All right
watch-is-doubted = Doubted, asked again
watch-is-down = Down
standing-up = Takes mail
standing-down = Takes no mail
standing-unwatched = Not known yet
monitoring-lead = Every server is asked from outside, around the clock. Those with trouble stand first.
maintenance-lead = While it lasts nobody is alarmed and nothing is done by itself. The owners of the servers are mailed when it is announced.
maintenance-none = No maintenance is announced.
maintenance-announce = Announce maintenance
maintenance-server = Server
maintenance-everywhere = Every server
maintenance-date = Day
maintenance-time = Begins at
maintenance-time-hint = Such as 22:30
maintenance-minutes = Minutes
maintenance-reason = What is done
maintenance-reason-hint = Owners read it in their mail.
maintenance-begins = Begins
maintenance-ends = Ends
maintenance-withdraw = Take back
maintenance-coming = Maintenance from { $begins } to { $ends }: { $reason }
flash-maintenance-announced = The maintenance is announced, and the owners are mailed.
flash-maintenance-withdrawn = The maintenance is taken back, and the owners are mailed.
refusal-maintenance-time = That is not a day and a time, so nothing was announced. Give the day, and the time as 22:30.
status-title = Status
status-all-right = Everything is all right.
status-trouble = Something is wrong; it is being worked on.
status-up = Servers that take mail
status-down = Servers that do not
status-lately = The last seven days
status-nothing = No incidents.
status-one-server = One server: { $what }
status-all-servers = All servers: { $what }
watch-open = How it is reached from outside
