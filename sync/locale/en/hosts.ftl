### What `utqyr host` says: can a host be used, and what its course list became.

host-usable = { $host }: can be used
host-not-usable = { $host }: cannot be used as it is; what is marked ✗ stands in the way

check-health-waits = { $host } failed { $failures } times in a row and is left alone until { $until }. When it works again, “utqyr host retry { $host }” lets it be asked at once.
check-name-none = The documents of this host come through a folder: there is no name to look up and no certificate.
check-name-untold = Where the host answers could not be found out: { $reason }
check-name-proxied = { $server } is reached through the proxy; name and certificate are its affair and were not looked at.
check-name-unknown = The name { $server } leads nowhere: { $reason }. Is it written rightly, and does this machine's name server know it?
check-name-found = { $server } leads to { $addresses }.
check-certificate-good = The certificate of { $server } is good until { $until } ({ $days } days), issued by { $issuer }.
check-certificate-ends = The certificate of { $server } ends on { $until }, in { $days } days. Tell the host's IT.
check-certificate-refused = The certificate of { $server } cannot be trusted: { $reason }. Tell the host's IT; an authority of its own is named under “ca_bundle”.
check-certificate-none = { $server } is reached without encryption: anybody on the way reads grades. Ask the host for https.
check-certificate-host-key = { $server } shows a key instead of a certificate; it has to be the pinned one.
check-unreachable = { $server } does not let us connect: { $reason }. Is the address right, and does a firewall let us out?
check-sign-in-good = The host lets us in and shows what we ask for.
check-sign-in-failed = The host cannot be used as it is set up:
check-capabilities = Kind { $kind }. Course list: { WORD($courses, of: "answer") }; credits: { WORD($credits, of: "answer") }; announces deletions: { WORD($deletions, of: "answer") }; a listing is whole: { WORD($whole, of: "answer") }; incremental by: { $key }; at once: { $batch }.
check-credential-undated = Nobody wrote down until when what we sign in with is good; “credential_expires” in the host's settings is announced ahead.
check-credential-good = What we sign in with is good until { $until } ({ $days } days).
check-credential-ends = What we sign in with ends on { $until }, in { $days } days. Get a new one now.
check-credential-ended = What we sign in with was good until { $until }. Get a new one and write its last day down.
check-sample-all = Everything visible was read and not kept: documents { $documents }, students { $students }, results { $results }, courses { $courses }.
check-sample-more = A sample was read and not kept: documents { $documents }, students { $students }, results { $results }, courses { $courses }. There is more; “--all” counts it.
check-sample-empty = Nothing is visible: no document was offered. Is that what the host says, too?
check-sample-broken = { $broken } of { $documents } documents cannot be read. They would be kept and set aside.
check-sample-failed = Retrieving failed:
check-courses-listed = The host's course list was read and not kept: courses { $courses }.
check-courses-listed-more = A part of the host's course list was read and not kept: courses { $courses }. There is more; “--all” counts it.
check-courses-failed = The host's course list cannot be had:
check-more-problems = …and { $count } more
