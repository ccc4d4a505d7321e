module ticketprice

go 1.21
