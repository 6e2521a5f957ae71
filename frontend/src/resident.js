// Filled by the resident door.
