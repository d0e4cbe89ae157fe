### Pages shown to a student whose browser comes back from an EMREX provider.

emrex-received = Your results have arrived at your university. They will be read shortly, and your coordinator will see them; you can close this page.
emrex-no-results = The provider has no results to send. Nothing was changed.
emrex-cancelled = You cancelled at the provider. Nothing was changed.
emrex-failed = The provider could not send your results. Please try again later.
emrex-refused = This is not the end of a request that you began here, or it took too long. Please begin again at your university.
emrex-unavailable = Your results cannot be taken at the moment. Please try again later, or hand the file to your coordinator.
