# Updates of hosted servers: builds, rollouts in stages.
nav-updates = Updates
updates-lead = What servers run, and how a new build reaches them: test servers first, then more and more of the customers’.
update-rollouts = Rollouts
update-none = Nothing has been rolled out yet. Every server runs what it was made with.
update-build = Build
update-builds = Builds
update-builds-how = A build is a base system and a program. A new one comes with an upgrade of the platform, or with today’s packages: hostler image build --fresh
update-image = Base system
update-seen = Seen since
update-servers = Servers
update-released = new servers get it
update-state = State
update-stage = Stage
update-stages = Stages
update-stage-tests = Test servers
update-stage-share = { $n } %
update-stage-over = Over
update-stage-later = Later
update-stage-soon = Begins { $when }
update-stage-now = Since { $when }
update-kind = Kind
update-kind-regular = Regular
update-kind-regular-hint = Announced days before, at night, with a day between the stages.
update-kind-security = Security
update-kind-security-hint = At any hour, with an hour between the stages. Customers are told as it begins.
update-begun = Begun
update-due = Not before
update-ended = Ended
update-note-en = What changes, in English
update-note-nl = What changes, in Dutch
update-note-hint = Customers read it in their mail and on their server’s page.
update-untested = Begin with customers’ servers, without a test server
update-start = Start a rollout
update-tests = Test servers
update-tests-about = Servers of your own on which each update is tried first.
update-test-name = Name as a test server
update-test-unname = No test server any more
update-packages = Packages that change
update-stopped-because = This rollout stopped by itself. No other server is begun until you resume it.
update-is-running = Under way
update-is-paused = Paused
update-is-stopped = Stopped by itself
update-is-abandoned = Abandoned
update-is-done = Done
update-server-waiting = Waits
update-server-backing-up = Is backed up
update-server-switching = Is restarted with it
update-server-watching = Runs it, is watched
update-server-returning = Goes back
update-server-returning-data = Goes back, with its database of before
update-server-done = Has it
update-server-put-back = Put back
update-server-failed = Failed
update-server-left-out = Left out
update-leave-out = Leave out
update-leave-out-title = Leave { $host } out?
update-leave-out-means = It keeps what it runs, the rollout goes on without it, and its owner is mailed why. It does not get this update by itself later: let it take part again, or roll out another.
update-take-in = Take part again
update-reason = Why
update-reason-hint = Its customer reads this.
update-left-out-here = Your server was left out of the newest update.
flash-update-left-out = It is left out, and its owner is mailed why.
flash-update-taken-in = It takes part again, and its owner is mailed when.
update-pause = Pause
update-pause-means = No other server is begun until you resume it.
update-resume = Resume
update-resume-means = It goes on where it was. Servers that were put back or failed are tried again.
update-abandon = Abandon
update-abandon-means = No other server gets this build. Those that have it keep it; new servers get the one before.
update-at-work-ends = A server that runs the new build already is brought to its end; one that is still being backed up is not restarted.
update-runs = Version
update-runs-unknown = Not known before its next restart
update-planned-now = It is being updated now.
update-planned-regular = An update is planned for the night from { $when } on. Your server is restarted for it.
update-planned-security = A security update comes from { $when } on. Your server is restarted for it.
update-planned-held = An update is prepared, and held for the moment.
flash-update-started = The rollout has begun.
flash-update-changed = That is done.
flash-update-test-server = That is written down.
incident-update-failed = Update taken back
incident-update-stuck = Rollout stands still
refusal-update-no-build = There is no such build, or it was deleted. Nothing was begun. Choose one of the list.
refusal-update-not-built = The base system { $image } is not on this machine. Nothing was begun. Build it first: hostler image build
refusal-update-no-note = It does not say what changes, so nothing was begun. Write a sentence for the customers, in English and in Dutch.
refusal-update-no-test-server = No server is named as a test server, so nothing was begun. Name one, or say that it begins with customers’ servers.
refusal-update-under-way = Another rollout goes on, so this one was not begun. Wait until that is done, or abandon it.
refusal-update-everywhere = Every server shall run this build already. Nothing was begun.
refusal-update-not-now = The rollout is not in a state for that. Nothing was changed. Look at it again.
happened-build-wanted = Shall run
happened-update-planned = An update is planned
happened-updated = Updated to
happened-update-put-back = The update was taken back; it runs as before
happened-update-failed = The update failed
happened-update-left-out = Left out of the update
event-server-update-left-out = Server left out of update
event-server-update-taken-in = Server takes part in update again
refusal-update-not-in-it = That server is not in this rollout. Nothing was changed. Look at the rollout’s list.
refusal-update-not-waiting = The server is being updated at this moment, or has the build already. Nothing was changed. Look at it again in some minutes.
refusal-update-not-left-out = Nobody left this server out by hand, so nothing was changed. One that was stopped is caught up by itself.
refusal-update-superseded = A newer rollout has begun since, so nothing was changed. The server takes part in that one.
refusal-update-no-reason = It does not say why, so nothing was changed. Write a sentence for the customer.
event-server-updated = Server updated
event-server-update-put-back = Update taken back
event-server-update-failed = Update failed
event-update-abandoned = Rollout abandoned
event-update-done = Rollout done
event-update-paused = Rollout paused
event-update-resumed = Rollout resumed
event-update-stage = Rollout goes on to its next stage
event-update-started = Rollout begun
event-update-stopped = Rollout stopped by itself
event-update-test-server = Test server named or taken back
mail-update-regular-subject = Update of { $host }
mail-update-regular-body = Hello { $name },

    your server { $host } gets an update in the night, not before { $when } and before { $until }:00: { $note }

    It is backed up right before, and restarted. That takes less than a minute; mail that comes meanwhile is not lost. If anything does not work afterwards, the server goes back to what it runs now by itself. You do not have to do anything.

    { $link }

    { $provider }

mail-update-security-subject = Security update of { $host }
mail-update-security-body = Hello { $name },

    your server { $host } gets a security update, not before { $when }: { $note }

    It is backed up right before, and restarted. That takes less than a minute; mail that comes meanwhile is not lost. If anything does not work afterwards, the server goes back to what it runs now by itself. You do not have to do anything.

    { $link }

    { $provider }

mail-update-done-subject = { $host } has been updated
mail-update-done-body = Hello { $name },

    your server { $host } has got its update, and everything answers: { $note }

    { $link }

    { $provider }

mail-update-put-back-subject = { $host } runs as before
mail-update-put-back-body = Hello { $name },

    the update of your server { $host } was taken back, since not everything answered afterwards. It runs what it ran before, with all of its mail. We look into it; you do not have to do anything.

    { $link }

    { $provider }

mail-update-delayed-subject = The update of { $host } comes later
mail-update-delayed-body = Hello { $name },

    the update of your server { $host } ({ $note }) does not come when we told you, but not before { $when }. Until then your server runs as it does now. You do not have to do anything.

    { $link }

    { $provider }

mail-update-put-off-subject = The update of { $host } is put off
mail-update-put-off-body = Hello { $name },

    the update of your server { $host } ({ $note }) did not come when we told you: we are holding it for now. Your server runs as it did. We tell you as soon as we know when it comes; you do not have to do anything.

    { $link }

    { $provider }

mail-update-called-off-subject = No update of { $host } for now
mail-update-called-off-body = Hello { $name },

    the update of your server { $host } that we told you of does not come. Your server runs as it does now. You do not have to do anything.

    { $link }

    { $provider }

mail-update-left-out-subject = { $host } does not get this update
mail-update-left-out-body = Hello { $name },

    your server { $host } was left out of the update that we told you of: { $reason }

    It runs as it does now. You do not have to do anything.

    { $link }

    { $provider }
