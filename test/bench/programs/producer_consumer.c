// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// producer_consumer.c: one thread allocates messages and puts them in a bounded
// queue, the other one takes them out and frees them. They move in bundles, or
// the lock would be all that is measured.
#include "program.h"

#include <pthread.h>

enum { QUEUE = 4096, BUNDLE = 256, MOST = 512 };

struct message {
  size_t size;
  unsigned char text[];
};

static struct message *queue[QUEUE];
static uint64_t put, taken; // how many ever
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static struct message *make_message(uint64_t *state) {
  size_t size = random_size(state, MOST);
  struct message *message = malloc(sizeof *message + size);
  message->size = size;
  message->text[size - 1] = (unsigned char)size;
  return message;
}

static void put_bundle(struct message **bundle) {
  pthread_mutex_lock(&lock);
  while (put - taken > QUEUE - BUNDLE)
    pthread_cond_wait(&changed, &lock);
  for (unsigned i = 0; i < BUNDLE; ++i)
    queue[put++ % QUEUE] = bundle[i];
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
}

static void take_bundle(struct message **bundle) {
  pthread_mutex_lock(&lock);
  while (put == taken)
    pthread_cond_wait(&changed, &lock);
  for (unsigned i = 0; i < BUNDLE; ++i)
    bundle[i] = queue[taken++ % QUEUE];
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
}

static void *produce(void *bundles) {
  uint64_t state = 1;
  for (uint64_t left = *(uint64_t *)bundles; left; --left) {
    struct message *bundle[BUNDLE];
    for (unsigned i = 0; i < BUNDLE; ++i)
      bundle[i] = make_message(&state);
    put_bundle(bundle);
  }
  return NULL;
}

static uint64_t consume(uint64_t bundles) {
  uint64_t sum = 0;
  for (; bundles; --bundles) {
    struct message *bundle[BUNDLE];
    take_bundle(bundle);
    for (unsigned i = 0; i < BUNDLE; ++i) {
      sum = mix(sum, bundle[i]->text[bundle[i]->size - 1]);
      free(bundle[i]);
    }
  }
  return sum;
}

int main(int argc, char **argv) {
  uint64_t bundles = amount_of_work(argc, argv);
  pthread_t producer;
  pthread_create(&producer, NULL, produce, &bundles);
  uint64_t sum = consume(bundles);
  pthread_join(producer, NULL);
  return print_checksum(sum);
}
