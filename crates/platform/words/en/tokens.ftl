# API tokens, and requests that are sent again.
tokens-title = API tokens
tokens-lead = With a token a program does what you allow it, in your name.
tokens-none = You have no tokens
tokens-none-do = Make one for each program, so that you can revoke it alone.
token-name = Name
token-name-hint = What it is for, such as “Night job”.
token-state = State
token-good = Good
token-revoked = Revoked
token-expired = Expired
token-scopes = May
token-last-used = Last used
token-never-used = Never
token-used-from = { $at }, from { $place }
token-expires = Expires
token-life = Good for
token-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
token-area = { $area }: it may
token-may-nothing = do nothing
token-may-read = read
token-may-write = read and change
token-make-title = Make a token
token-make = Make the token
token-made = The token is made. Copy it now: it is shown this once.
token-itself = Token
token-revoke = Revoke
token-revoke-title = Revoke “{ $name }”?
token-revoke-stops = Programs that use it are refused from now on.
token-revoke-final = It cannot be made good again; make a new one instead.
flash-token-revoked = The token is revoked.

refusal-token-name-missing = The token needs a name. No token was made. Write what it is for.
refusal-token-name-long = This name is too long. No token was made. Use at most { $most } characters.
refusal-token-scope-missing = The token would be allowed nothing. No token was made. Choose what it may do.
refusal-scope-unknown = There is no scope “{ $scope }” for you. No token was made. Take an area and :read or :write, such as orders:read.
refusal-token-days = A token is good for 1 to { $most } days. No token was made. Choose another number.
refusal-too-many-tokens = You have { $most } tokens, which is the most. No token was made. Revoke one that is not used.
refusal-token-invalid = This token is unknown, was revoked or has expired. Nothing was changed. Make a new one on the page of your account.
refusal-scope-missing = This token lacks the scope { $scope }. Nothing was changed. Make a token that has it.
refusal-not-for-tokens = No token may do this: tokens and passwords are for people who are signed in. Nothing was changed.
refusal-idempotency-key-malformed = The Idempotency-Key is empty, longer than { $most } characters, or has signs other than plain ASCII. Nothing was changed. Send another one, such as a UUID.
refusal-idempotency-key-reused = This Idempotency-Key was sent before with another request. Nothing was changed. Take a new key for a new request.
refusal-idempotency-key-running = The first request with this Idempotency-Key is still running. Nothing was done twice. Ask again in a moment.
refusal-idempotency-answer-lost = The request with this Idempotency-Key was carried out, but its answer was lost when the platform stopped. Nothing was done twice. Look at what is there, and take a new key for what is still missing.

# The API's description.
api-title = JSON API
api-lead = Everything that programs can ask of this portal.
api-document = The OpenAPI document
api-route = Route
api-about = What it does
api-who = Who
api-scope = Scope
api-takes = Takes
api-answers = Answers
api-schemas = What is sent and answered
