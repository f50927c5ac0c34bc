#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/// The heap blocks that this thread asked for so far. Resizing a block counts, freeing does not.
unsigned long allocation_count(void);

/// The bytes that this thread asked for so far.
unsigned long allocation_bytes(void);

/// Gives what was freed back to the system, so that the memory of the process is what it uses.
void allocation_trim(void);

#endif
