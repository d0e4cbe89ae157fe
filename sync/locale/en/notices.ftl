### Pages shown to a student whose browser goes to an EMREX provider, or comes back from one.

emrex-begin-title = Bring your results from { $host }
emrex-begin-what = The data provider that { $host } works with can send your results to your university, { $home }. It signs them, so that nobody can change them on the way.
emrex-begin-sign-in = Sign in at { $provider }.
emrex-begin-choose = Choose the results you want to send, and agree to send them.
emrex-begin-come-back = You come back here, and your results go to your coordinator.
emrex-begin-button = Go to { $provider }
emrex-begin-private = Nothing is sent before you agree. What is sent is what the provider holds about you: your name, date of birth and identifiers, and the results you chose.
emrex-begin-hours = { $hours ->
    [one] You have one hour for this. If it takes longer, begin again here.
   *[other] You have { $hours } hours for this. If it takes longer, begin again here.
}
emrex-begin-again = Begin again

emrex-received-title = Your results have arrived
emrex-received = Your results have arrived at your university. They will be read shortly, and your coordinator will see them; you can close this page.
emrex-no-results-title = No results were sent
emrex-no-results = The provider has no results to send. Nothing was changed.
emrex-cancelled-title = You cancelled
emrex-cancelled = You cancelled at the provider. Nothing was changed.
emrex-failed-title = Your results could not be sent
emrex-failed = The provider could not send your results. Please try again later.
emrex-refused-title = This request is not open
emrex-refused = This is not the end of a request that you began here, or it took too long. Please begin again at your university.
emrex-unavailable-title = Results cannot be taken at the moment
emrex-unavailable = Your results cannot be taken at the moment. Please try again later, or hand the file to your coordinator.
emrex-busy-title = Too many results arrived just now
emrex-busy = Many results arrived within the last hour, and yours were not taken. Please come again in an hour, or hand the file to your coordinator.
emrex-too-large-title = Too much was sent
emrex-too-large = What the provider sent is larger than what is taken here. Choose fewer results, or hand the file to your coordinator.
emrex-unknown-title = There is nothing here
emrex-unknown = Nobody fetches results at this address. Ask your coordinator for the right one.
