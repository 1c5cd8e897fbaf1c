char *others(void);
char *part(void) { return others() + 1; }
