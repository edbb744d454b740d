import { openPeopleKeys } from '#world/people-keys';

// Says which master key it got, after making one where there was none.
process.stdout.write(openPeopleKeys(process.argv[2]).fingerprint(true) ?? '');
