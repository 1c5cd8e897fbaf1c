#pragma once
void *list_append(void *list, int value);
int list_sum(const void *list);
