! Memory by a statement, by the compiler for a temporary, and by the library.
program main
  real, allocatable :: a(:), b(:)
  allocate(a(1000))
  a = 1.0
  b = a
  print *, sum(b)
end program
