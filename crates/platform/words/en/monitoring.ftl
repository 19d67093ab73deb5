# Watching: incidents, maintenance, what is measured.
incident-node = The provider's own machine
incident-backup-failed = Backup failed
incident-backup-missed = Backup did not run
incident-backup-old = Newest backup is old
incident-certificate-ending = Certificate ends soon
incident-disk-filling = Disk fills up
incident-drill-failed = Restore drill failed
incident-fallback-full = Fallback mail server is full
incident-mail-held-long = Mail waits for long
incident-node-down = No server answers
incident-queue-old = Mail in the queue is old
incident-resources-short = Resources run short
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
