#include <string>

std::string *text_of(int value) {
  return new std::string("the sum of the numbers in the list is " +
                         std::to_string(value));
}
