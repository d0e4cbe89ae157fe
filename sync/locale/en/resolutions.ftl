### What a person does about a reason, with the command that does it.

resolution-release = If it may stand as it is: utqyr held release { $reference } --by NAME --reason TEXT. If not: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-failed = To record the fail: utqyr held release { $reference } --by NAME --reason TEXT. To leave it out: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-passed-turned-failed = To put the fail in place of the pass: utqyr held release { $reference } --by NAME --reason TEXT. To keep the pass: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-withdrawal-proposed = To take the results back: utqyr held release { $reference } --by NAME --reason TEXT. To keep them: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-withdrawn-by-host = To take the results back: utqyr held release { $reference } --by NAME --reason TEXT. To keep them: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-changed-after-freeze = To correct the settled mark: utqyr held release { $reference } --by NAME --reason TEXT --order NUMBER. To keep it: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-home-changed-there = To write our mark over it: utqyr held release { $reference } --by NAME --reason TEXT. To leave what stands there: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-home-left-behind = To take the old mark back: utqyr held release { $reference } --by NAME --reason TEXT. To leave it: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-release-home-not-confirmed = To write our mark once more: utqyr held release { $reference } --by NAME --reason TEXT. To leave what stands there: utqyr held refuse { $reference } --by NAME --reason TEXT
resolution-edit-mapping = Edit mapping/{ $host }.yaml, then: utqyr check
resolution-edit-rules = Edit { $file }, then: utqyr check
resolution-import-agreement = Import the learning agreement as it was approved: utqyr import agreements FILE --by NAME
resolution-identify = Say whose results these are: utqyr held identify { $reference } --mobility MOBILITY --by NAME --reason TEXT
resolution-ask-host = Ask { $host } for a corrected document; it is read when it arrives.
resolution-wait = Nothing: it is decided again when the host sends the rest.
resolution-mend-home = Put it right in the home Moodle; the next delivery looks again.

placeholder-reference = REFERENCE
placeholder-host = HOST
