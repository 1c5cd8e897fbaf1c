char *part(void);
char *whole(void) { return part() + 1; }
