import { lookAtFolder } from '#world/doctor/folder';

// Prints what a process of its own sees of a data folder.
process.stdout.write(JSON.stringify(lookAtFolder(process.argv[2] ?? '')));
